package markup

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// parser builds a text and its entities from a source with markup.
type parser struct {
	src      string
	pos      int
	out      strings.Builder
	offset   int // UTF-16 code units written
	open     []opened
	entities []Entity
}

// opened is an entity whose end has not come yet.
type opened struct {
	kind, argument string
	offset         int // in UTF-16 code units of the result
	size           int // bytes of the result
	begin          int // byte of the source
}

func (p *parser) at(i int) byte {
	if i < len(p.src) {
		return p.src[i]
	}
	return 0
}

// syntaxError says what is wrong with a text, in Telegram's words.
type syntaxError string

func (e syntaxError) Error() string { return "can't parse entities: " + string(e) }

func misread(format string, args ...any) error { return syntaxError(fmt.Sprintf(format, args...)) }

// copyRune writes one character of the source.
func (p *parser) copyRune() {
	r, size := utf8.DecodeRuneInString(p.src[p.pos:])
	p.write(r)
	p.pos += size
}

func (p *parser) write(r rune) {
	p.out.WriteRune(r)
	p.offset++
	if r > 0xffff {
		p.offset++
	}
}

func (p *parser) skipSpace() {
	for isSpace(p.at(p.pos)) {
		p.pos++
	}
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }
