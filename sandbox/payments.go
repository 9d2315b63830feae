package sandbox

import "context"

// Pay goes through the whole payment of an invoice: the shipping query if it is
// flexible, the pre-checkout query, the charge, and the news of it.
func (p *Person) Pay(ctx context.Context, m *Message, pay Payment) (Receipt, error) {
	c, err := p.OpenCheckout(m)
	if err != nil {
		return Receipt{}, err
	}
	return c.through(ctx, pay)
}

// PayLink pays what an invoice link asks for.
func (p *Person) PayLink(ctx context.Context, link string, pay Payment) (Receipt, error) {
	c, err := p.OpenLink(link)
	if err != nil {
		return Receipt{}, err
	}
	return c.through(ctx, pay)
}

// through asks for delivery if that is needed, chooses, and pays.
func (c *Checkout) through(ctx context.Context, pay Payment) (Receipt, error) {
	if pay.Tip < 0 || pay.Tip > c.invoice.MaxTip { // the sheet says so before it asks the bot
		return Receipt{}, ErrWrongPayment
	}
	if c.invoice.Flexible {
		options, err := c.Ship(ctx, *c.details(pay).Address)
		if err != nil {
			return Receipt{}, err
		}
		if pay.Option == "" && len(options) > 0 {
			pay.Option = options[0].ID
		}
	}
	return c.Pay(ctx, pay)
}

// ShippingOptions asks the bot how it would deliver to the address, as the payment
// sheet of a flexible invoice does.
func (p *Person) ShippingOptions(ctx context.Context, m *Message, a Address) ([]ShippingOption, error) {
	c, err := p.OpenCheckout(m)
	if err != nil {
		return nil, err
	}
	return c.Ship(ctx, a)
}
