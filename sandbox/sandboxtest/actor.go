package sandboxtest

import (
	"context"

	"github.com/donatebot/donatebot/sandbox"
)

// Actor is a donor whom a test plays, in their private chat with the bot. It is for
// one goroutine.
type Actor struct {
	*sandbox.Person
	viewer
}

// Sends writes to the bot.
func (a *Actor) Sends(text string) *sandbox.Message { return a.Send(a.Chat(), text) }

// Taps presses the button with that text, or a part of it, on the newest message
// of the bot that has one, and waits for the answer.
func (a *Actor) Taps(buttonText string) sandbox.CallbackAnswer {
	a.t.Helper()
	m := a.await(func(m *sandbox.Message) bool { return m.From.ID == a.me && hasButton(m, buttonText) })
	if m == nil {
		a.t.Fatalf("no message has a button %q\n%s", buttonText, Transcript(a.chat))
	}
	return a.TapsOn(m, buttonText)
}

// TapsOn presses a button of a certain message.
func (a *Actor) TapsOn(m *sandbox.Message, buttonText string) sandbox.CallbackAnswer {
	a.t.Helper()
	answer, err := a.Tap(a.t.Context(), m, buttonText)
	if err != nil {
		a.t.Fatalf("tap on %q: %v\n%s", buttonText, err, Transcript(a.chat))
	}
	return answer
}

// Invoice is the newest invoice of the chat; it waits for one.
func (a *Actor) Invoice() *sandbox.Message {
	a.t.Helper()
	m := a.await(func(m *sandbox.Message) bool { return m.Invoice != nil })
	if m == nil {
		a.t.Fatalf("no invoice came\n%s", Transcript(a.chat))
	}
	return m
}

// Pays pays the newest invoice.
func (a *Actor) Pays(p sandbox.Payment) sandbox.Receipt {
	a.t.Helper()
	r, err := a.Pay(a.t.Context(), a.Invoice(), p)
	if err != nil {
		a.t.Fatalf("payment: %v\n%s", err, Transcript(a.chat))
	}
	return r
}

// PayError tries to pay the newest invoice and returns what came in the way.
func (a *Actor) PayError(p sandbox.Payment) error {
	a.t.Helper()
	_, err := a.Pay(context.WithoutCancel(a.t.Context()), a.Invoice(), p)
	if err == nil {
		a.t.Fatalf("the payment was to fail\n%s", Transcript(a.chat))
	}
	return err
}

func hasButton(m *sandbox.Message, text string) bool { return contains(buttons(m), []string{text}) }

// buttons is the message with nothing but its keyboard.
func buttons(m *sandbox.Message) *sandbox.Message {
	return &sandbox.Message{Keyboard: m.Keyboard}
}
