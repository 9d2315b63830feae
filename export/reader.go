package export

import (
	"time"

	"github.com/donatebot/donatebot/locales"
)

// reader is who a workbook is for.
type reader struct {
	words    *locales.Words
	language string
	zone     *time.Location
}

// say returns a text in the reader's language.
func (r reader) say(key string, args locales.Args) string {
	return r.words.Plain(r.language, key, args)
}

// title returns the words above a column. A column of times names its zone.
func (r reader) title(h heading) string {
	return r.say(h.title, locales.Args{"Zone": r.zone.String()})
}

// codeKeys are the keys of words for our codes. English has them as they are, so that
// one word finds a row in all formats.
var codeKeys = map[string]string{
	"live": "export_code_live", "test": "export_code_test",
	"ok": "export_code_ok", "review": "export_code_review", "refunded": "export_code_refunded",
	"refund": "export_code_refund", "dispute": "export_code_dispute", "accept": "export_code_accept", "undo": "export_code_undo",
}

// code returns one of our codes in the reader's language, and any other as it is.
func (r reader) code(code string) string {
	if key, ok := codeKeys[code]; ok {
		return r.say(key, nil)
	}
	return code
}
