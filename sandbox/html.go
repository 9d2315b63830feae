package sandbox

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// markup builds a text and its entities while they are parsed.
type markup struct {
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

func (m *markup) at(i int) byte {
	if i < len(m.src) {
		return m.src[i]
	}
	return 0
}

// markupError is what is wrong with a text, in Telegram's words.
type markupError string

func (e markupError) Error() string { return string(e) }

func misread(format string, args ...any) error { return markupError(fmt.Sprintf(format, args...)) }

// copyRune writes one character of the source.
func (m *markup) copyRune() {
	r, size := utf8.DecodeRuneInString(m.src[m.pos:])
	m.write(r)
	m.pos += size
}

func (m *markup) write(r rune) {
	m.out.WriteRune(r)
	m.offset++
	if r > 0xffff {
		m.offset++
	}
}

func (m *markup) skipSpace() {
	for isSpace(m.at(m.pos)) {
		m.pos++
	}
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// htmlTags are all tags that Telegram knows (Bot API documentation, "HTML style").
var htmlTags = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "a": "text_link", "code": "code", "pre": "pre",
	"span": "spoiler", "tg-spoiler": "spoiler", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}

// parseHTML follows tdlib/td, MessageEntity.cpp, with its error texts.
func parseHTML(src string) (string, []Entity, error) {
	m := &markup{src: src}
	for m.pos < len(src) {
		var err error
		switch {
		case src[m.pos] == '&':
			m.character()
		case src[m.pos] != '<':
			m.copyRune()
		case m.at(m.pos+1) == '/':
			err = m.endTag()
		default:
			err = m.startTag()
		}
		if err != nil {
			return "", nil, err
		}
	}
	if len(m.open) > 0 {
		return "", nil, misread("Can't find end tag corresponding to start tag \"%s\"", m.open[len(m.open)-1].kind)
	}
	return m.out.String(), sortEntities(m.entities), nil
}

// character writes what an entity like "&amp;" means, or the "&" itself.
func (m *markup) character() {
	if r, size := htmlCharacter(m.src[m.pos:]); r != 0 {
		m.write(r)
		m.pos += size
		return
	}
	m.copyRune()
}

// htmlCharacter reads "&lt;", "&gt;", "&amp;", "&quot;" and numbers; all others are
// plain text.
func htmlCharacter(s string) (rune, int) {
	end := 1
	for end < len(s) && (s[end] == '#' || wordRune(rune(s[end])) && s[end] < 128) {
		end++
	}
	name := s[1:end]
	r := map[string]rune{"lt": '<', "gt": '>', "amp": '&', "quot": '"'}[name]
	if digits, ok := strings.CutPrefix(name, "#"); ok {
		base := 10
		if hex, ok := strings.CutPrefix(digits, "x"); ok {
			digits, base = hex, 16
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err != nil || n == 0 || n >= 0x10ffff {
			return 0, 0
		}
		r = rune(n)
	}
	if r != 0 && end < len(s) && s[end] == ';' {
		end++
	}
	return r, end
}

func (m *markup) startTag() error {
	begin := m.pos
	m.pos++
	for c := m.at(m.pos); c != 0 && !isSpace(c) && c != '>'; c = m.at(m.pos) {
		m.pos++
	}
	if m.at(m.pos) == 0 {
		return misread("Unclosed start tag at byte offset %d", begin)
	}
	tag := strings.ToLower(m.src[begin+1 : m.pos])
	if htmlTags[tag] == "" {
		return misread("Unsupported start tag \"%s\" at byte offset %d", tag, begin)
	}
	argument, err := m.attributes(tag, begin)
	if err != nil {
		return err
	}
	if tag == "span" && argument != "tg-spoiler" {
		return misread("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	m.open = append(m.open, opened{tag, argument, m.offset, m.out.Len(), begin})
	m.pos++
	return nil
}

// attributes reads up to the ">" and returns the one value that matters for the tag.
func (m *markup) attributes(tag string, begin int) (string, error) {
	argument := ""
	for {
		m.skipSpace()
		if m.at(m.pos) == '>' {
			return argument, nil
		}
		name, err := m.attributeName(tag, begin)
		if err != nil {
			return "", err
		}
		m.skipSpace()
		value, given := "", m.at(m.pos) == '='
		if given {
			m.pos++
			if value, err = m.attributeValue(tag); err != nil {
				return "", err
			}
		}
		if m.at(m.pos) == 0 {
			return "", misread("Unclosed start tag \"%s\" at byte offset %d", tag, begin)
		}
		if meaning, ok := attributeMeaning(tag, name, value); ok {
			argument = meaning
		}
	}
}

func (m *markup) attributeName(tag string, begin int) (string, error) {
	from := m.pos
	for c := m.at(m.pos); c != 0 && !isSpace(c) && !strings.ContainsRune("=>/\"'", rune(c)); c = m.at(m.pos) {
		m.pos++
	}
	if m.at(m.pos) == 0 {
		return "", misread("Unclosed start tag \"%s\" at byte offset %d", tag, begin)
	}
	if m.pos == from {
		return "", misread("Empty attribute name in the tag \"%s\" at byte offset %d", tag, begin)
	}
	return strings.ToLower(m.src[from:m.pos]), nil
}

func (m *markup) attributeValue(tag string) (string, error) {
	m.skipSpace()
	from, quote := m.pos, m.at(m.pos)
	if quote != '"' && quote != '\'' {
		for c := m.at(m.pos); c == '.' || c == '-' || wordRune(rune(c)) && c < 128 && c != '_'; c = m.at(m.pos) {
			m.pos++
		}
		if c := m.at(m.pos); c != 0 && !isSpace(c) && c != '>' {
			return "", misread("Unexpected end of name token at byte offset %d", from)
		}
		return strings.ToLower(m.src[from:m.pos]), nil
	}
	var value strings.Builder
	for m.pos++; m.pos < len(m.src) && m.src[m.pos] != quote; {
		if r, size := htmlCharacter(m.src[m.pos:]); m.src[m.pos] == '&' && r != 0 {
			value.WriteRune(r)
			m.pos += size
			continue
		}
		value.WriteByte(m.src[m.pos])
		m.pos++
	}
	if m.pos < len(m.src) {
		m.pos++
	}
	return value.String(), nil
}

func attributeMeaning(tag, name, value string) (string, bool) {
	switch tag + " " + name {
	case "a href", "span class", "tg-emoji emoji-id":
		return value, true
	case "code class":
		return strings.CutPrefix(value, "language-")
	case "blockquote expandable":
		return "expandable", true
	}
	return "", false
}

func (m *markup) endTag() error {
	begin := m.pos
	if len(m.open) == 0 {
		return misread("Unexpected end tag at byte offset %d", begin)
	}
	m.pos += 2
	for c := m.at(m.pos); c != 0 && !isSpace(c) && c != '>'; c = m.at(m.pos) {
		m.pos++
	}
	tag := strings.ToLower(m.src[begin+2 : m.pos])
	m.skipSpace()
	if m.at(m.pos) != '>' {
		return misread("Unclosed end tag at byte offset %d", begin)
	}
	top := m.open[len(m.open)-1]
	if tag != "" && tag != top.kind {
		return misread("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, top.kind, tag)
	}
	m.open = m.open[:len(m.open)-1]
	m.pos++
	m.closeTag(top)
	return nil
}

// closeTag adds the entity of a tag; empty ones are left out.
func (m *markup) closeTag(t opened) {
	if m.offset == t.offset {
		return
	}
	e := Entity{Type: htmlTags[t.kind], Offset: t.offset, Length: m.offset - t.offset}
	switch t.kind {
	case "a":
		e.URL = t.argument
		if e.URL == "" {
			e.URL = m.out.String()[t.size:]
		}
		if e.URL = webAddress(e.URL); e.URL == "" {
			return
		}
	case "code":
		if last := len(m.open) - 1; t.argument != "" && last >= 0 && m.open[last].kind == "pre" {
			m.open[last].argument = t.argument
			return
		}
		if last := len(m.open) - 1; last >= 0 && m.open[last].kind == "pre" {
			return
		}
	case "pre":
		e.Language = t.argument
	case "tg-emoji":
		e.EmojiID = t.argument
	case "blockquote":
		if t.argument != "" {
			e.Type = "expandable_blockquote"
		}
	}
	m.entities = append(m.entities, e)
}
