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
	Welcome  string // HTML as Telegram takes it; "": the program's own words
	Thanks   string // likewise
	Zone     *time.Location
	Language string // of the texts here, for administrators, and of donors whose language is not known
	// Translations are the texts in other languages, by language; see [Organisation.In].
	Translations map[string]OrganisationText
}
