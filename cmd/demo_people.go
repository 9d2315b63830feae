package cmd

import (
	"context"
	"fmt"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/sandbox"
)

// demoPeople are the people of the demo.
type demoPeople struct {
	admin  *sandbox.Person
	team   *sandbox.Chat
	donors []*sandbox.Person
}

func newDemoPeople(s *sandbox.Sandbox) demoPeople {
	ada := s.NewPerson("Ada", "Lovelace", "en", "GB")
	camille := s.NewPerson("Camille", "Martin", "fr", "FR")
	admin := s.NewPerson("Noor", "Haddad", "en", "BE")
	admin.Describe("administrator")
	return demoPeople{
		admin: admin, team: s.NewGroup("The team", admin),
		donors: []*sandbox.Person{camille, s.NewPerson("Kenji", "Tanaka", "ja", "JP"), s.NewPerson("Lina", "Rossi", "it", "IT"), ada},
	}
}

// give lets the donors give, so that there is something to see.
func (people demoPeople) give(ctx context.Context, d *demo, c *config.Config) {
	settings := c.Settings
	open := settings.Open(settings.Today(d.now()))
	for i, donor := range people.donors {
		if len(open) == 0 || ctx.Err() != nil {
			return
		}
		campaign := open[i%len(open)]
		if len(campaign.Amounts) == 0 {
			continue
		}
		preset := i % len(campaign.Amounts)
		limited, cancel := context.WithTimeout(ctx, 30*time.Second)
		err := giveOnce(limited, donor, campaign, preset)
		cancel()
		if err != nil && ctx.Err() == nil {
			d.log.Warn("a donor of the demo could not give", "campaign", campaign.ID, "error", err)
		} else if err == nil {
			fmt.Fprintf(d.Out, "%s gave %s to %q.\n", donor.FirstName, campaign.Money(campaign.Amounts[preset]).In(english), campaign.Title)
		}
	}
}

// giveOnce is a whole conversation, from the campaign's link to the payment of one
// of its preset amounts. Buttons are found by their place, since their texts depend
// on the donor's language.
func giveOnce(ctx context.Context, p *sandbox.Person, c campaigns.Campaign, preset int) error {
	p.Start(string(c.ID))
	card, err := waitForMessage(ctx, p.Chat(), 0, func(m *sandbox.Message) bool { return len(buttonTexts(m)) >= len(c.Amounts) })
	if err != nil {
		return fmt.Errorf("wait for the campaign: %w", err)
	}
	if _, err := p.Tap(ctx, card, buttonTexts(card)[preset]); err != nil {
		return fmt.Errorf("tap an amount: %w", err)
	}
	next, err := waitForMessage(ctx, p.Chat(), card.ID, func(m *sandbox.Message) bool { return m.Invoice != nil || len(m.Keyboard) == 1 })
	if err != nil {
		return fmt.Errorf("wait for the invoice: %w", err)
	}
	if next.Invoice == nil {
		if next, err = acceptTerms(ctx, p, next); err != nil {
			return err
		}
	}
	_, err = p.Pay(ctx, next, sandbox.Payment{})
	return err
}

// acceptTerms taps the button under the terms and returns the invoice that follows.
func acceptTerms(ctx context.Context, p *sandbox.Person, terms *sandbox.Message) (*sandbox.Message, error) {
	if _, err := p.Tap(ctx, terms, buttonTexts(terms)[0]); err != nil {
		return nil, fmt.Errorf("accept the terms: %w", err)
	}
	invoice, err := waitForMessage(ctx, p.Chat(), terms.ID, func(m *sandbox.Message) bool { return m.Invoice != nil })
	if err != nil {
		return nil, fmt.Errorf("wait for the invoice: %w", err)
	}
	return invoice, nil
}

// buttonTexts returns the texts of a message's buttons, row by row.
func buttonTexts(m *sandbox.Message) (texts []string) {
	for _, row := range m.Keyboard {
		for _, button := range row {
			texts = append(texts, button.Text)
		}
	}
	return texts
}

// waitForMessage returns the first message after the one with the id after that fits.
func waitForMessage(ctx context.Context, c *sandbox.Chat, after int64, fits func(*sandbox.Message) bool) (*sandbox.Message, error) {
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
