package sandboxtest

import (
	"fmt"
	"strings"

	"github.com/donatebot/donatebot/sandbox"
)

// Words is all a person reads in a message: text, caption, invoice, the service
// message, and the buttons, one a line.
func Words(m *sandbox.Message) string {
	words := []string{m.Text, m.Caption}
	if m.Invoice != nil {
		words = append(words, m.Invoice.Title, m.Invoice.Description)
		for _, p := range m.Invoice.Prices {
			words = append(words, p.Label)
		}
	}
	if m.Document != nil {
		words = append(words, m.Document.Name)
	}
	for _, row := range m.Keyboard {
		for _, b := range row {
			words = append(words, b.Text)
		}
	}
	return strings.Join(words, "\n")
}

// Line is a message as a transcript shows it.
func Line(m *sandbox.Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "#%d %s:", m.ID, m.From.FirstName)
	for _, mark := range []struct {
		on   bool
		text string
	}{{m.Deleted, "deleted"}, {m.Forwarded, "forwarded"}, {!m.EditDate.IsZero(), "edited"}, {m.Photo != nil, "photo"}} {
		if mark.on {
			fmt.Fprintf(&b, " (%s)", mark.text)
		}
	}
	if m.Document != nil {
		fmt.Fprintf(&b, " (document %s)", m.Document.Name)
	}
	if i := m.Invoice; i != nil {
		fmt.Fprintf(&b, " (invoice %q, %d %s, paid: %t)", i.Title, i.Total(), i.Currency, i.PaidMessage != 0)
	}
	if c := m.Payment; c != nil {
		fmt.Fprintf(&b, " (paid %d %s, %s)", c.Amount, c.Currency, c.ID)
	}
	if c := m.Refund; c != nil {
		fmt.Fprintf(&b, " (refunded %d %s, %s)", c.Amount, c.Currency, c.ID)
	}
	for _, text := range []string{m.Text, m.Caption} {
		if text != "" {
			b.WriteString(" " + strings.ReplaceAll(text, "\n", "\n    "))
		}
	}
	for _, row := range m.Keyboard {
		b.WriteString("\n   ")
		for _, button := range row {
			fmt.Fprintf(&b, " [%s]", button.Text)
		}
	}
	return b.String()
}

// Transcript is the whole chat as text.
func Transcript(c *sandbox.Chat) string {
	var b strings.Builder
	fmt.Fprintf(&b, "--- chat %d %s\n", c.ID, c.Title)
	for _, m := range c.Messages() {
		b.WriteString(Line(m) + "\n")
	}
	return b.String()
}
