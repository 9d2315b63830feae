package markup

import "strings"

// reservedV2 must be escaped outside of entities (Bot API documentation,
// "MarkdownV2 style").
const reservedV2 = "_*[]()~`>#+-=|{}.!"

// namesV2 are the kinds of entities as error texts call them.
var namesV2 = map[string]string{
	"bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough", "spoiler": "Spoiler",
	"code": "Code", "pre": "Pre", "text_link": "TextUrl", "custom_emoji": "CustomEmoji",
}

var signsV2 = map[string]string{
	"bold": "*", "italic": "_", "underline": "__", "strikethrough": "~", "spoiler": "||",
	"code": "`", "pre": "```", "text_link": "]", "custom_emoji": "]",
}

// parseMarkdownV2 follows tdlib/td, MessageEntity.cpp. Quotations are taken as text.
func parseMarkdownV2(src string) (string, []Entity, error) {
	p := &parser{src: src}
	for p.pos < len(src) {
		if err := p.stepV2(); err != nil {
			return "", nil, err
		}
	}
	if len(p.open) > 0 {
		top := p.open[len(p.open)-1]
		return "", nil, misread("Can't find end of %s entity at byte offset %d", namesV2[top.kind], top.begin)
	}
	return p.out.String(), sortEntities(p.entities), nil
}

func (p *parser) stepV2() error {
	c := p.src[p.pos]
	if next := p.at(p.pos + 1); c == '\\' && next > 0 && next <= 126 {
		p.pos++
		p.copyRune()
		return nil
	}
	inCode := false
	if len(p.open) > 0 {
		top := p.open[len(p.open)-1]
		inCode = top.kind == "code" || top.kind == "pre"
		sign := signsV2[top.kind]
		underline := top.kind == "italic" && p.at(p.pos+1) == '_'
		if strings.HasPrefix(p.src[p.pos:], sign) && !underline {
			return p.closeV2(top, sign)
		}
	}
	if inCode && c != '`' || !strings.ContainsRune(reservedV2, rune(c)) {
		p.copyRune()
		return nil
	}
	return p.openV2()
}

func (p *parser) openV2() error {
	rest, begin := p.src[p.pos:], p.pos
	for _, kind := range []string{"underline", "italic", "bold", "strikethrough", "spoiler", "pre", "code"} {
		if !strings.HasPrefix(rest, signsV2[kind]) {
			continue
		}
		p.pos += len(signsV2[kind])
		o := opened{kind: kind, offset: p.offset, size: p.out.Len(), begin: begin}
		if kind == "pre" {
			o.argument = p.languageV2()
		}
		p.open = append(p.open, o)
		return nil
	}
	for sign, kind := range map[string]string{"[": "text_link", "![": "custom_emoji"} {
		if strings.HasPrefix(rest, sign) {
			p.pos += len(sign)
			p.open = append(p.open, opened{kind: kind, offset: p.offset, size: p.out.Len(), begin: begin})
			return nil
		}
	}
	if rest[0] == '>' && (begin == 0 || p.src[begin-1] == '\n') {
		p.pos++
		return nil
	}
	return misread("Character '%c' is reserved and must be escaped with the preceding '\\'", rest[0])
}

// languageV2 is the language of a block of code, which ends with its line.
func (p *parser) languageV2() string {
	end := strings.IndexAny(p.src[p.pos:], "\n` ")
	if end < 0 || p.src[p.pos+end] != '\n' {
		return ""
	}
	language := p.src[p.pos : p.pos+end]
	p.pos += end + 1
	return language
}

func (p *parser) closeV2(top opened, sign string) error {
	p.pos += len(sign)
	p.open = p.open[:len(p.open)-1]
	e := Entity{Type: top.kind, Offset: top.offset, Length: p.offset - top.offset}
	switch top.kind {
	case "pre":
		e.Language = top.argument
	case "text_link", "custom_emoji":
		url := p.out.String()[top.size:]
		if p.at(p.pos) == '(' {
			var err error
			if url, err = p.addressV2(); err != nil {
				return err
			}
		}
		if top.kind == "custom_emoji" {
			e.EmojiID = strings.TrimPrefix(url, "tg://emoji?id=")
		} else if e.URL = WebAddress(url); e.URL == "" {
			return nil
		}
	}
	if e.Length > 0 {
		p.entities = append(p.entities, e)
	}
	return nil
}

func (p *parser) addressV2() (string, error) {
	begin := p.pos
	var url strings.Builder
	for p.pos++; p.pos < len(p.src); p.pos++ {
		c := p.src[p.pos]
		switch next := p.at(p.pos + 1); {
		case c == '\\' && next > 0 && next <= 126:
			p.pos++
			url.WriteByte(next)
		case c == ')':
			p.pos++
			return url.String(), nil
		default:
			url.WriteByte(c)
		}
	}
	return "", misread("Can't find end of a URL at byte offset %d", begin)
}

// parseMarkdown reads the old style without nesting (Bot API documentation,
// "Markdown style").
func parseMarkdown(src string) (string, []Entity, error) {
	p := &parser{src: src}
	for p.pos < len(src) {
		c := src[p.pos]
		switch {
		case c == '\\' && strings.ContainsRune("_*`[", rune(p.at(p.pos+1))):
			p.pos++
			p.copyRune()
		case strings.ContainsRune("_*`[", rune(c)):
			if err := p.entityV1(); err != nil {
				return "", nil, err
			}
		default:
			p.copyRune()
		}
	}
	return p.out.String(), sortEntities(p.entities), nil
}

func (p *parser) entityV1() error {
	begin := p.pos
	sign, kind := p.src[begin:begin+1], map[byte]string{'_': "italic", '*': "bold", '`': "code", '[': "text_link"}[p.src[begin]]
	end := sign
	if strings.HasPrefix(p.src[begin:], "```") {
		sign, end, kind = "```", "```", "pre"
	}
	if sign == "[" {
		end = "]"
	}
	p.pos += len(sign)
	length := strings.Index(p.src[p.pos:], end)
	if length < 0 {
		return misread("Can't find end of the entity starting at byte offset %d", begin)
	}
	e, stop, size := Entity{Type: kind, Offset: p.offset}, p.pos+length, p.out.Len()
	for p.pos < stop {
		p.copyRune()
	}
	p.pos += len(end)
	e.Length = p.offset - e.Offset
	if kind == "text_link" {
		e.URL = WebAddress(p.addressV1(p.out.String()[size:]))
	}
	if e.Length > 0 && (kind != "text_link" || e.URL != "") {
		p.entities = append(p.entities, e)
	}
	return nil
}

// addressV1 is what stands in parentheses behind a link, or its text.
func (p *parser) addressV1(otherwise string) string {
	if p.at(p.pos) != '(' {
		return otherwise
	}
	end := strings.IndexByte(p.src[p.pos:], ')')
	if end < 0 {
		return otherwise
	}
	url := p.src[p.pos+1 : p.pos+end]
	p.pos += end + 1
	return url
}
