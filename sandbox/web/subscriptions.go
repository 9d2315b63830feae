package web

import (
	"net/http"

	"github.com/donatebot/donatebot/sandbox"
)

// pageSubscription is a subscription as the page knows it; it is named by its place in
// the person's list.
type pageSubscription struct {
	Title    string `json:"title"`
	Amount   int64  `json:"amount"` // in Stars
	Until    int64  `json:"until"`  // Unix time
	Canceled bool   `json:"canceled"`
}

func subscriptionsOnPage(p *sandbox.Person) []pageSubscription {
	all := []pageSubscription{}
	for _, u := range p.Subscriptions() {
		all = append(all, pageSubscription{u.Title(), u.Amount(), u.Until().Unix(), u.Canceled()})
	}
	return all
}

// subscription does to one of a person's subscriptions what time, the person or an
// empty purse would.
func (w *server) subscription(_ *http.Request, in *input) (any, error) {
	p := w.s.Person(in.Person)
	if p == nil {
		return nil, errInput
	}
	all := p.Subscriptions()
	if in.Row < 0 || in.Row >= len(all) {
		return nil, errInput
	}
	var err error
	switch u := all[in.Row]; in.Kind {
	case "renew":
		_, err = u.Renew()
	case "fail":
		u.FailRenewal()
	case "cancel":
		u.Cancel()
	case "resume":
		u.Resume()
	default:
		err = errInput
	}
	w.feed.tell("rooms", encoded(w.roomsState()))
	return true, err
}
