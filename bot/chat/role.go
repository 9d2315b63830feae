package chat

import "github.com/donatebot/donatebot/campaigns"

// Role is what somebody may do; each may do what those before it may.
type Role int

// The roles. Nobody is a Viewer or a Manager yet: they are for people whom an owner
// adds in the chat, which is to come.
const (
	Stranger Role = iota // anybody
	Donor                // somebody who gave, agreed to the terms or chose a language
	Viewer               // sees figures and donors
	Manager              // changes campaigns
	Owner                // named by the configuration
)

// roleOf returns what the person that d is about may do.
func roleOf(c *campaigns.Settings, d campaigns.Donor) Role {
	switch {
	case c.IsAdmin(d.ID):
		return Owner
	case d != (campaigns.Donor{ID: d.ID}):
		return Donor
	}
	return Stranger
}

// lacksName reports whether an anonymous administrator would have to say who they are
// for it: looking is for the whole team, an act has an author.
func (r *request) lacksName(to route) bool {
	return r.in.anonymous && r.place() == adminChat && to.where&adminChat != 0 && to.least > Viewer
}

// place is a set of the kinds of chats in which something works.
type place int

const (
	private   place = 1 << iota // alone with the bot
	adminChat                   // the administrators' group
	group                       // any other
	anywhere  = private | adminChat | group
	office    = private | adminChat // where figures may be seen
)
