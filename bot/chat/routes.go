package chat

// route says who is answered by what, and where. Handlers never look at a role.
type route struct {
	on         key
	least      Role  // that a person must have
	where      place // that it works in
	endsDialog bool  // what was waited for is no longer
	do         func(*request) error
}

// key is what a route answers.
type key struct {
	kind kind
	name string // of the command, the callback or the dialog
}

type kind int

const (
	onCommand  kind = iota // the name without the slash; "" for an unknown one
	onCallback             // the kind of the callback; "" for data that can't be read
	onDialog               // the name of the dialog
	onText                 // that nothing waits for
	onContent              // of any other kind: a photo, a place
	onMember               // the bot was blocked, let in again, or taken into a group
)

func command(name string) key  { return key{onCommand, name} }
func callbackOf(kind byte) key { return key{onCallback, string(kind)} }
func answer(dialog string) key { return key{onDialog, dialog} }

// What a route does with what was waited for.
const (
	endsDialog  = true  // what is typed next would be for something else
	keepsDialog = false // it may still be typed
)

// routes are all of them. Commands are shown to people in this order.
func routes(o Options, d *dialogs, m *menu) []route {
	browse := &browsing{store: o.Store, dialogs: d, arrived: m.arrived}
	agreed := &agreeing{store: o.Store}
	give := &giving{store: o.Store, browse: browse, agreed: agreed, providers: o.Providers, excluded: o.Excluded, mayAsk: o.MayAsk, alert: o.Alert, log: o.Log}
	amount := &typing{browse: browse, give: give, dialogs: d}
	me := &account{store: o.Store, browse: browse, menu: m, title: o.Title, back: o.Back}
	seen := &figures{store: o.Store}
	sent := &files{store: o.Store}
	closes := &closing{store: o.Store}
	return []route{
		{command("start"), Stranger, anywhere, endsDialog, browse.start},
		{command("campaigns"), Stranger, anywhere, endsDialog, browse.all},
		{command("history"), Stranger, private, keepsDialog, me.history},
		{command("language"), Stranger, anywhere, keepsDialog, me.askLanguage},
		{command("terms"), Stranger, anywhere, keepsDialog, agreed.terms},
		{command("privacy"), Stranger, anywhere, keepsDialog, privacy},
		{command("paysupport"), Stranger, anywhere, keepsDialog, paySupport},
		{command("help"), Stranger, anywhere, keepsDialog, m.help},
		{command("stats"), Viewer, office, keepsDialog, seen.stats},
		{command("export"), Viewer, office, keepsDialog, sent.export},
		{command("backup"), Owner, office, keepsDialog, sent.backup},
		{command(""), Stranger, anywhere, keepsDialog, (*request).unknown},

		{callbackOf(callbackList), Stranger, anywhere, endsDialog, browse.page},
		{callbackOf(callbackCard), Stranger, anywhere, endsDialog, browse.campaign},
		{callbackOf(callbackAgain), Stranger, anywhere, endsDialog, browse.again},
		{callbackOf(callbackOther), Stranger, anywhere, keepsDialog, amount.askAmount},
		{callbackOf(callbackAmount), Stranger, anywhere, endsDialog, give.amount},
		{callbackOf(callbackAgree), Stranger, anywhere, endsDialog, give.agree},
		{callbackOf(callbackAccept), Stranger, anywhere, keepsDialog, agreed.accept},
		{callbackOf(callbackLanguage), Stranger, anywhere, keepsDialog, me.setLanguage},
		{callbackOf(callbackClose), Manager, office, keepsDialog, closes.unpaid},
		{key{kind: onCallback}, Stranger, anywhere, keepsDialog, (*request).stale},

		{answer(dialogAmount), Stranger, anywhere, keepsDialog, amount.awaited},
		{answer(dialogCard), Stranger, private, keepsDialog, amount.belowCard},
		{answer(dialogEarly), Stranger, private, keepsDialog, amount.unasked},
		{key{kind: onText}, Stranger, private, keepsDialog, amount.unasked},
		{key{kind: onContent}, Stranger, anywhere, keepsDialog, (*request).unknown},
		{key{kind: onMember}, Stranger, anywhere, keepsDialog, me.member},
	}
}
