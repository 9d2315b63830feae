package markup

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf16"
)

// Entity is a formatted part of a text. Offset and Length count UTF-16 code units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
	EmojiID  string `json:"custom_emoji_id,omitempty"`
	UnixTime int64  `json:"unix_time,omitempty"`        // of a date_time
	Format   string `json:"date_time_format,omitempty"` // of a date_time
	User     *User  `json:"user,omitempty"`             // of a text_mention
}

// User is whom a mention without a username means.
type User struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
}

// equal reports whether two entities are the same to whoever sees them.
func (e Entity) equal(o Entity) bool {
	sameUser := e.User == nil && o.User == nil || e.User != nil && o.User != nil && *e.User == *o.User
	e.User, o.User = nil, nil
	return sameUser && e == o
}

// Equal reports whether two lists format a text alike.
func Equal(a, b []Entity) bool { return slices.EqualFunc(a, b, Entity.equal) }

// Errors of Parse other than faults of the markup itself, in Telegram's words.
var (
	errMode     = errors.New("unsupported parse_mode")
	errEntities = errors.New("can't parse entities JSON object")
)

// Parse reads a text by its parse mode, or with the JSON of its entities if the mode
// is empty, and trims it. An error's text is Telegram's description of it.
func Parse(text, mode, entities string) (string, []Entity, error) {
	var found []Entity
	var err error
	switch strings.ToLower(mode) {
	case "":
		if entities != "" && json.Unmarshal([]byte(entities), &found) != nil {
			err = errEntities
		}
	case "html":
		text, found, err = parseHTML(text)
	case "markdown":
		text, found, err = parseMarkdown(text)
	case "markdownv2":
		text, found, err = parseMarkdownV2(text)
	default:
		err = errMode
	}
	if err != nil {
		return "", nil, err
	}
	text, found = trimmed(text, found)
	return text, found, nil
}

// trimmed takes space off both ends and moves the entities along.
func trimmed(text string, entities []Entity) (string, []Entity) {
	const space = " \t\r\n\v\f"
	right := strings.TrimRight(text, space)
	left := strings.TrimLeft(right, space)
	cut, length := Units(right)-Units(left), Units(left)
	kept := entities[:0]
	for _, e := range entities {
		from, to := max(e.Offset-cut, 0), min(e.Offset+e.Length-cut, length)
		if to > from {
			e.Offset, e.Length = from, to-from
			kept = append(kept, e)
		}
	}
	return left, kept
}

// sortEntities puts outer entities before inner ones.
func sortEntities(list []Entity) []Entity {
	slices.SortStableFunc(list, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
	return list
}

// Units returns the length of a text in UTF-16 code units, in which Telegram counts.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
