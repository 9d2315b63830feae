package markup

import (
	"strconv"
	"strings"
)

// htmlTags are all tags that Telegram knows (Bot API documentation, "HTML style").
var htmlTags = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "a": "text_link", "code": "code", "pre": "pre",
	"span": "spoiler", "tg-spoiler": "spoiler", "blockquote": "blockquote", "tg-emoji": "custom_emoji", "tg-time": "date_time",
}

// parseHTML follows tdlib/td, MessageEntity.cpp, with its error texts.
func parseHTML(src string) (string, []Entity, error) {
	p := &parser{src: src}
	for p.pos < len(src) {
		var err error
		switch {
		case src[p.pos] == '&':
			p.character()
		case src[p.pos] != '<':
			p.copyRune()
		case p.at(p.pos+1) == '/':
			err = p.endTag()
		default:
			err = p.startTag()
		}
		if err != nil {
			return "", nil, err
		}
	}
	if len(p.open) > 0 {
		return "", nil, misread("Can't find end tag corresponding to start tag \"%s\"", p.open[len(p.open)-1].kind)
	}
	return p.out.String(), sortEntities(p.entities), nil
}

// character writes what an entity like "&amp;" means, or the "&" itself.
func (p *parser) character() {
	if r, size := htmlCharacter(p.src[p.pos:]); r != 0 {
		p.write(r)
		p.pos += size
		return
	}
	p.copyRune()
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
