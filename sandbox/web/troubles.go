package web

import (
	"slices"
	"time"

	"github.com/donatebot/donatebot/sandbox"
)

// trouble is something that can be wrong with Telegram, as a switch of the page.
type trouble struct {
	Kind   string `json:"kind"`   // by which the page and the server name it
	Name   string `json:"name"`   // beside the switch
	Effect string `json:"effect"` // below it: a sentence
	fault  sandbox.Fault
}

// troubles are the switches, in the order in which the page shows them.
var troubles = []trouble{
	{"busy", "Too many requests (429)", "Telegram asks the bot to wait 3 seconds.", sandbox.Fault{Kind: sandbox.FaultTooMany{RetryAfter: 3}}},
	{"broken", "Server errors (500)", "Each request of the bot fails.", sandbox.Fault{Kind: sandbox.FaultServer{}}},
	{"slow", "Slow", "Each answer takes 2 seconds longer.", sandbox.Fault{Kind: sandbox.FaultSlow{Delay: 2 * time.Second}}},
	{"offline", "Offline", "Telegram closes every connection.", sandbox.Fault{Method: "*", Kind: sandbox.FaultDrop{}}},
}

// troubleOf returns the fault behind a switch; known is false if there is no such
// switch.
func troubleOf(kind string) (fault sandbox.Fault, known bool) {
	i := slices.IndexFunc(troubles, func(t trouble) bool { return t.Kind == kind })
	if i < 0 {
		return fault, false
	}
	return troubles[i].fault, true
}
