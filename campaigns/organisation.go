package campaigns

import "time"

// Organisation is who asks for gifts.
type Organisation struct {
	Name     string
	LegalID  string
	Address  string
	Support  string // where donors write to
	Terms    string // text or link; "": no agreement is asked for
	Privacy  string
	Zone     *time.Location
	Language string // of texts for administrators and of donors whose language is not known
}
