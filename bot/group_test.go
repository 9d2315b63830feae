package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

func TestAnotherAmountInAGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada, ben := w.Donor("Ada <3", "en", "GB"), w.Donor("Ben", "en", "GB")
	ada.Start("")
	ben.Start("")
	g := w.Group("Friends", ada, ben)
	ada.Send(g.Chat, "/start boat")
	card := g.Gets("A lifeboat", "Other amount")
	ada.TapsOn(card, "Other amount")
	question := g.Gets("Ada <3", "Type the amount")
	markup := ""
	w.eventually("the question is in the log", func() bool {
		for _, r := range w.Requests("sendMessage") {
			if strings.Contains(r.Params["text"], "Type the amount") {
				markup = r.Params["reply_markup"]
			}
		}
		return markup != ""
	})
	if !strings.Contains(markup, `"force_reply":true`) || !strings.Contains(markup, `"selective":true`) {
		t.Errorf("%s", markup)
	}
	mentioned := false
	for _, e := range question.Entities {
		mentioned = mentioned || e.Offset == 0 && (e.User != nil && e.User.ID == ada.ID || strings.HasSuffix(e.URL, "id=1001"))
	}
	if !mentioned {
		t.Errorf("nobody is mentioned: %+v", question.Entities)
	}
	ben.Reply(question, "7") // was not asked
	ada.Reply(question, "what?")
	again := g.Gets("Ada <3", "couldn't read that")
	ada.Reply(again, "1")
	again = g.Gets("Ada <3", "less than we can take")
	ada.Send(g.Chat, "12") // not a reply: the bot does not even see it
	ada.Reply(again, "12,50")
	invoice := g.Gets("A lifeboat", "Donation")
	if invoice.Invoice.Total() != 1250 || invoice.Invoice.StartParameter != "" {
		t.Errorf("%+v", invoice.Invoice)
	}
	if _, err := ben.Pay(t.Context(), invoice, sandbox.Payment{}); err != nil {
		t.Error(err)
	}
	ben.Gets("Thank you, Ben!", "€12.50")
	g.GetsNothing(20 * time.Millisecond)
}

func TestABotKeepsOutOfTheTalkOfAGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	g := w.Group("Friends", ada)
	g.Gets("Hello! I take donations")
	for _, text := range []string{"hello", "€25", "/dance", "/history", "/start@SomeOtherBot", "/stats"} {
		ada.Send(g.Chat, text)
	}
	ada.Send(g.Chat, "/help")
	first := g.Gets()
	if !strings.HasPrefix(first.Text, "I take donations") {
		t.Errorf("%s", sandboxtest.Line(first))
	}
	g.Chat.Kick()
	ada.Start("")
	ada.Gets("Harbour Hands")
	w.acknowledged()
}

func TestOneCampaignInAGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.settings.Campaigns = w.settings.Campaigns[:1] })
	ada := w.Donor("Ada", "en", "GB")
	g := w.Group("Friends", ada)
	ada.Send(g.Chat, "/start")
	g.Gets("A lifeboat", "€10")
	ada.Send(g.Chat, "/campaigns@DonationSandboxBot")
	if m := g.Gets("A lifeboat", "€10"); len(m.Keyboard) != 2 {
		t.Errorf("%s", sandboxtest.Line(m))
	}
}
