package chat

// route says who is answered by what, and where. It is the only place that looks at
// a person's role.
type route struct {
	on    key
	least Role  // that a person must have
	where place // that it works in
	ends  bool  // whatever was waited for
	do    func(*request) error
}

// key is what a route answers.
type key struct {
	kind kind
	name string // of the command, the callback or the dialog
}

type kind int

const (
	onCommand  kind = iota // the name without the slash; "" for one that there is not
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
	ends  = true  // what is typed next would be for something else
	keeps = false // it may still be typed
)

// routes are all of them. Commands are shown to people in this order.
func routes(o Options, d *dialogs, m *menu) []route {
	browse := &browsing{store: o.Store, dialogs: d, arrived: m.arrived}
	agreed := &agreeing{store: o.Store}
	give := &giving{store: o.Store, browse: browse, agreed: agreed, providers: o.Providers, blocked: o.Blocked, mayAsk: o.MayAsk, alert: o.Alert, log: o.Log}
	amount := &typing{browse: browse, give: give, dialogs: d}
	me := &account{store: o.Store, title: o.Title, back: o.Back}
	seen := &figures{store: o.Store}
	sent := &files{store: o.Store}
	return []route{
		{command("start"), Stranger, anywhere, ends, browse.start},
		{command("campaigns"), Stranger, anywhere, ends, browse.all},
		{command("history"), Stranger, private, keeps, me.history},
		{command("language"), Stranger, anywhere, keeps, me.askLanguage},
		{command("terms"), Stranger, anywhere, keeps, agreed.terms},
		{command("privacy"), Stranger, anywhere, keeps, privacy},
		{command("paysupport"), Stranger, anywhere, keeps, paySupport},
		{command("help"), Stranger, anywhere, keeps, m.help},
		{command("stats"), Viewer, office, keeps, seen.stats},
		{command("export"), Viewer, office, keeps, sent.export},
		{command("backup"), Owner, office, keeps, sent.backup},
		{command(""), Stranger, anywhere, keeps, (*request).unknown},

		{callbackOf(callbackList), Stranger, anywhere, ends, browse.page},
		{callbackOf(callbackCard), Stranger, anywhere, ends, browse.campaign},
		{callbackOf(callbackAgain), Stranger, anywhere, ends, browse.again},
		{callbackOf(callbackOther), Stranger, anywhere, keeps, amount.askAmount},
		{callbackOf(callbackAmount), Stranger, anywhere, ends, give.amount},
		{callbackOf(callbackAgree), Stranger, anywhere, ends, give.agree},
		{callbackOf(callbackAccept), Stranger, anywhere, keeps, agreed.accept},
		{callbackOf(callbackLanguage), Stranger, anywhere, keeps, me.setLanguage},
		{key{kind: onCallback}, Stranger, anywhere, keeps, (*request).stale},

		{answer(dialogAmount), Stranger, anywhere, keeps, amount.awaited},
		{answer(dialogCard), Stranger, private, keeps, amount.belowCard},
		{key{kind: onText}, Stranger, private, keeps, amount.unasked},
		{key{kind: onContent}, Stranger, anywhere, keeps, (*request).unknown},
		{key{kind: onMember}, Stranger, anywhere, keeps, me.member},
	}
}
