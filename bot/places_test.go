package bot

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// forum is a group with topics, and the number of one of them.
func (w *world) forum(people ...*sandboxtest.Actor) (g *sandboxtest.GroupChat, topic int64) {
	members := make([]*sandbox.Person, len(people))
	for i, a := range people {
		members[i] = a.Person
	}
	g = w.View(w.NewForum("Friends", members...))
	return g, g.NewTopic(people[0].Person, "Giving")
}

// inTopic fails unless the message is in the topic.
func inTopic(t *testing.T, m *sandbox.Message, topic int64) *sandbox.Message {
	t.Helper()
	if m.Thread != topic {
		t.Errorf("it is in topic %d, not %d: %s", m.Thread, topic, sandboxtest.Line(m))
	}
	return m
}

func TestAnswersStayInTheTopic(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) {
		w.settings.Organisation.Terms = "Be kind."
		w.settings.Campaigns[1].Photo = campaigns.Photo{File: picture(t)}
	})
	ada := w.Donor("Ada", "en", "GB")
	g, topic := w.forum(ada)
	ada.SendIn(g.Chat, topic, "/start books")
	if m := inTopic(t, g.Gets("School books", "$12"), topic); m.Photo == nil {
		t.Errorf("%s", sandboxtest.Line(m))
	}
	ada.SendIn(g.Chat, topic, "/start boat")
	card := inTopic(t, g.Gets("A lifeboat", "Other amount"), topic)
	ada.TapsOn(card, "Other amount")
	question := inTopic(t, g.Gets("Type the amount"), topic)
	ada.Reply(question, "what?")
	again := inTopic(t, g.Gets("couldn't read"), topic)
	ada.Reply(again, "12")
	terms := inTopic(t, g.Gets("Be kind."), topic)
	ada.TapsOn(terms, "I agree")
	inTopic(t, g.Gets("Donation"), topic)
	ada.SendIn(g.Chat, topic, "/help")
	inTopic(t, g.Gets("I take donations"), topic)
	ada.Send(g.Chat, "/help")
	inTopic(t, g.Gets("I take donations"), 0)
}

func TestFiguresStayInTheTopic(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	noor := w.admin("Noor", "en")
	g, topic := w.forum(noor)
	w.team(g.Chat)
	noor.SendIn(g.Chat, topic, "/stats")
	inTopic(t, g.Gets("A lifeboat"), topic)
	noor.SendIn(g.Chat, topic, "/export")
	inTopic(t, g.Gets("donations-"), topic)
}

// team makes a group the administrators' one.
func (w *world) team(g *sandbox.Chat) {
	c := *w.settings
	c.AdminChat = g.ID
	w.settings = &c
	w.reload(&c)
}

func TestAClosedTopicIsNoDeadEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	g, topic := w.forum(ada, ben)
	ada.Start("")
	ada.Gets("Harbour Hands")
	ada.SendIn(g.Chat, topic, "/start boat")
	card := g.Gets("A lifeboat", "€10")
	g.CloseTopic(ada.Person, 0, true)
	g.CloseTopic(ada.Person, topic, true)
	ada.Send(g.Chat, "/start boat") // the owner may still write there
	ada.Gets("A lifeboat", "€10")
	answer := ada.TapsOn(card, "€25")
	if !strings.Contains(answer.Text, "answered you in private") || !strings.Contains(answer.Text, "t.me/DonationSandboxBot") {
		t.Errorf("%+v", answer)
	}
	if i := ada.Gets("Donation"); i.Invoice.Total() != 2500 || i.Invoice.StartParameter != "boat" {
		t.Errorf("%+v", i.Invoice)
	}
	ada.TapsOn(card, "Other amount")
	ada.Gets("Type the amount")
	ada.Sends("7")
	ada.Gets("Donation")
	answer = ben.TapsOn(card, "€25") // he has no private chat with the bot
	if !strings.Contains(answer.Text, "write to me in private") {
		t.Errorf("%+v", answer)
	}
	w.acknowledged()
	if w.logged("not answered as it should be") {
		t.Error(w.log)
	}
}

func TestAMemberWithoutRightsAnswersInPrivate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	g := w.Group("Friends", ada, ben)
	ada.Start("")
	ada.Gets("Harbour Hands")
	g.Restrict(sandbox.Lacks{Texts: true, Photos: true, Documents: true})
	ada.Send(g.Chat, "/start boat")
	ada.Gets("A lifeboat", "€10")
	before := len(w.Requests("sendMessage"))
	ben.Send(g.Chat, "/start boat")
	w.acknowledged()
	w.eventually("there is a line in the log", func() bool { return w.logged("a chat can't be answered") })
	if n := len(w.Requests("sendMessage")) - before; n > 2 {
		t.Errorf("%d tries", n)
	}
	if w.logged("level=ERROR") {
		t.Error(w.log)
	}
}

func TestAPhotoThatMayNotBeSentIsLeftOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.settings.Campaigns[0].Photo = campaigns.Photo{File: picture(t)} })
	ada := w.Donor("Ada", "en", "GB")
	g := w.Group("Friends", ada)
	g.Restrict(sandbox.Lacks{Photos: true})
	ada.Send(g.Chat, "/start boat")
	if m := g.Gets("A lifeboat", "€10"); m.Photo != nil {
		t.Errorf("%s", sandboxtest.Line(m))
	}
}

func TestAnonymousAdministratorsMayLook(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	noor, ada := w.admin("Noor", "en"), w.Donor("Ada", "en", "GB")
	g, others := w.Group("Team", noor), w.Group("Friends", ada)
	w.team(g.Chat)
	g.Anonymous(noor.Person, true)
	others.Anonymous(ada.Person, true)
	noor.Send(g.Chat, "/stats")
	g.Gets("A lifeboat", "30\u00a0days")
	noor.Send(g.Chat, "/export")
	g.Gets("donations-")
	noor.Send(g.Chat, "/backup")
	g.Gets("Remain anonymous")
	noor.Send(g.Chat, "/help")
	g.Gets("/stats")
	ada.Send(others.Chat, "/stats")
	ada.Send(others.Chat, "/start boat")
	card := others.Gets()
	if strings.Contains(card.Text, "30\u00a0days") {
		t.Errorf("%s", sandboxtest.Line(card))
	}
	ada.TapsOn(others.Gets("A lifeboat"), "Other amount")
	ada.Reply(others.Gets("Type the amount"), "12")
	others.Gets("Remain anonymous")
}

func TestFiguresAfterTheGroupHasBecomeASupergroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	noor, ada := w.admin("Noor", "en"), w.Donor("Ada", "en", "GB")
	old := w.View(w.NewBasicGroup("Team", noor.Person))
	w.team(old.Chat)
	noor.Send(old.Chat, "/stats")
	old.Gets("A lifeboat", "30\u00a0days")
	g := w.View(old.Upgrade())
	w.acknowledged()
	noor.Send(g.Chat, "/stats")
	g.Gets("A lifeboat", "30\u00a0days")
	w.restart() // with the old id in the configuration
	noor.Send(g.Chat, "/stats")
	g.Gets("A lifeboat", "30\u00a0days")
	if !w.logged("put its new id into telegram.admin_chat") {
		t.Error(w.log)
	}
	ada.Start("boat")
	w.gives(ada, "€10")
	g.Gets("€10", "Ada")
	w.reload(w.settings)
	noor.Send(g.Chat, "/stats")
	g.Gets("A lifeboat", "€10")
}

func TestAGroupThatMovesWhileTheBotIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	noor, ada := w.admin("Noor", "en"), w.Donor("Ada", "en", "GB")
	old := w.View(w.NewBasicGroup("Team", noor.Person))
	w.team(old.Chat)
	w.acknowledged()
	var g *sandboxtest.GroupChat
	w.silently(func() { g = w.View(old.Upgrade()) })
	ada.Start("boat")
	w.gives(ada, "€10")
	g.Gets("€10", "Ada") // the outbox learns of it
	noor.Send(g.Chat, "/stats")
	g.Gets("A lifeboat", "€10")
}

// silently does something of which the bot's updates are lost.
func (w *world) silently(do func()) {
	w.t.Helper()
	w.stop()
	do()
	answer, err := http.Get(w.URL + "/bot" + w.Token() + "/deleteWebhook?drop_pending_updates=true")
	if err != nil || answer.StatusCode != http.StatusOK {
		w.t.Fatal(answer, err)
	}
	answer.Body.Close()
	w.start()
}

func TestATapOnACardOfTheOldGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	old := w.View(w.NewBasicGroup("Friends", ada.Person))
	ada.Send(old.Chat, "/start boat")
	card := old.Gets("A lifeboat", "€10")
	g := w.View(old.Upgrade())
	ada.TapsOn(card, "€10")
	g.Gets("Donation")
	ada.TapsOn(card, "All campaigns")
	g.Gets("Harbour Hands")
}

func TestChannelsAreLeftAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	c := w.View(w.NewChannel("News", "news", ada.Person))
	ada.Send(c.Chat, "/start boat")
	c.Kick()
	c.Add()
	ada.Start("boat")
	ada.Gets("A lifeboat")
	w.acknowledged()
	c.GetsNothing(20 * time.Millisecond)
	if w.logged("panicked") || w.logged("level=ERROR") {
		t.Error(w.log)
	}
}

func TestAGroupIsGreetedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "fr", "FR")
	g := w.Group("Friends", ada)
	g.Gets("Bonjour", "Harbour Hands", "/start", "t.me/DonationSandboxBot")
	g.Promote()
	g.Demote()
	w.acknowledged()
	g.GetsNothing(20 * time.Millisecond)
	g.Kick()
	g.Add()
	g.Gets("Bonjour")
}
