package cmd

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
)

// cast are the people of the demo.
type cast struct {
	admin  *sandbox.Person
	team   *sandbox.Chat
	givers []*sandbox.Person
}

func castOf(s *sandbox.Sandbox) cast {
	c := cast{}
	ada := s.NewPerson("Ada", "Lovelace", "en", "GB")
	camille := s.NewPerson("Camille", "Martin", "fr", "FR")
	c.admin = s.NewPerson("Noor", "Haddad", "en", "BE")
	c.admin.Describe("administrator")
	c.team = s.NewGroup("The team", c.admin)
	c.givers = []*sandbox.Person{camille, s.NewPerson("Kenji", "Tanaka", "ja", "JP"), s.NewPerson("Lina", "Rossi", "it", "IT"), ada}
	return c
}

// give lets the people give, so that there is something to see.
func (c cast) give(ctx context.Context, d *demo, catalogue *campaigns.Catalogue) {
	open := catalogue.Open(catalogue.Today(time.Now()))
	for i, giver := range c.givers {
		if len(open) == 0 || ctx.Err() != nil {
			return
		}
		campaign := open[i%len(open)]
		if len(campaign.Amounts) == 0 {
			continue
		}
		amount := campaign.Amounts[i%len(campaign.Amounts)]
		wait, cancel := context.WithTimeout(ctx, 30*time.Second)
		err := giveOnce(wait, giver, campaign, amount)
		cancel()
		if err != nil && ctx.Err() == nil {
			d.log.Warn("somebody could not give", "campaign", campaign.ID, "error", err)
		} else if err == nil {
			fmt.Fprintf(d.Out, "%s gave %s for %q.\n", giver.FirstName, campaign.Money(amount), campaign.Title)
		}
	}
}

// giveOnce is a whole conversation, from a deep link to the payment.
func giveOnce(ctx context.Context, p *sandbox.Person, c campaigns.Campaign, amount int64) error {
	p.Start(string(c.ID))
	card, err := message(ctx, p.Chat(), 0, func(m *sandbox.Message) bool { return hasButton(m, c.Money(amount).String()) })
	if err != nil {
		return fmt.Errorf("the campaign's card: %w", err)
	}
	if _, err := p.Tap(ctx, card, c.Money(amount).String()); err != nil {
		return fmt.Errorf("an amount: %w", err)
	}
	next, err := message(ctx, p.Chat(), card.ID, func(m *sandbox.Message) bool { return m.Invoice != nil || len(m.Keyboard) == 1 })
	if err != nil {
		return fmt.Errorf("the invoice: %w", err)
	}
	if next.Invoice == nil { // the terms
		if _, err := p.Tap(ctx, next, next.Keyboard[0][0].Text); err != nil {
			return fmt.Errorf("the terms: %w", err)
		}
		if next, err = message(ctx, p.Chat(), next.ID, func(m *sandbox.Message) bool { return m.Invoice != nil }); err != nil {
			return fmt.Errorf("the invoice: %w", err)
		}
	}
	_, err = p.Pay(ctx, next, sandbox.Payment{})
	return err
}

func hasButton(m *sandbox.Message, text string) bool {
	for _, row := range m.Keyboard {
		for _, b := range row {
			if strings.Contains(b.Text, text) {
				return true
			}
		}
	}
	return false
}

// message waits for the first message after the one of that id that fits.
func message(ctx context.Context, c *sandbox.Chat, after int64, fits func(*sandbox.Message) bool) (*sandbox.Message, error) {
	for {
		changed := c.Changed()
		for _, m := range c.Messages() {
			if m.ID > after && fits(m) {
				return m, nil
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
