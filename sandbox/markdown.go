package sandbox

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
	m := &markup{src: src}
	for m.pos < len(src) {
		if err := m.stepV2(); err != nil {
			return "", nil, err
		}
	}
	if len(m.open) > 0 {
		top := m.open[len(m.open)-1]
		return "", nil, misread("Can't find end of %s entity at byte offset %d", namesV2[top.kind], top.begin)
	}
	return m.out.String(), sortEntities(m.entities), nil
}

func (m *markup) stepV2() error {
	c := m.src[m.pos]
	if next := m.at(m.pos + 1); c == '\\' && next > 0 && next <= 126 {
		m.pos++
		m.copyRune()
		return nil
	}
	inCode := false
	if len(m.open) > 0 {
		top := m.open[len(m.open)-1]
		inCode = top.kind == "code" || top.kind == "pre"
		sign := signsV2[top.kind]
		underline := top.kind == "italic" && m.at(m.pos+1) == '_'
		if strings.HasPrefix(m.src[m.pos:], sign) && !underline {
			return m.closeV2(top, sign)
		}
	}
	if inCode && c != '`' || !strings.ContainsRune(reservedV2, rune(c)) {
		m.copyRune()
		return nil
	}
	return m.openV2()
}

func (m *markup) openV2() error {
	rest, begin := m.src[m.pos:], m.pos
	for _, kind := range []string{"underline", "italic", "bold", "strikethrough", "spoiler", "pre", "code"} {
		if !strings.HasPrefix(rest, signsV2[kind]) {
			continue
		}
		m.pos += len(signsV2[kind])
		o := opened{kind: kind, offset: m.offset, size: m.out.Len(), begin: begin}
		if kind == "pre" {
			o.argument = m.languageV2()
		}
		m.open = append(m.open, o)
		return nil
	}
	for sign, kind := range map[string]string{"[": "text_link", "![": "custom_emoji"} {
		if strings.HasPrefix(rest, sign) {
			m.pos += len(sign)
			m.open = append(m.open, opened{kind: kind, offset: m.offset, size: m.out.Len(), begin: begin})
			return nil
		}
	}
	if rest[0] == '>' && (begin == 0 || m.src[begin-1] == '\n') {
		m.pos++
		return nil
	}
	return misread("Character '%c' is reserved and must be escaped with the preceding '\\'", rest[0])
}

// languageV2 is the language of a block of code, which ends with its line.
func (m *markup) languageV2() string {
	end := strings.IndexAny(m.src[m.pos:], "\n` ")
	if end < 0 || m.src[m.pos+end] != '\n' {
		return ""
	}
	language := m.src[m.pos : m.pos+end]
	m.pos += end + 1
	return language
}

func (m *markup) closeV2(top opened, sign string) error {
	m.pos += len(sign)
	m.open = m.open[:len(m.open)-1]
	e := Entity{Type: top.kind, Offset: top.offset, Length: m.offset - top.offset}
	switch top.kind {
	case "pre":
		e.Language = top.argument
	case "text_link", "custom_emoji":
		url := m.out.String()[top.size:]
		if m.at(m.pos) == '(' {
			var err error
			if url, err = m.addressV2(); err != nil {
				return err
			}
		}
		if top.kind == "custom_emoji" {
			e.EmojiID = strings.TrimPrefix(url, "tg://emoji?id=")
		} else if e.URL = webAddress(url); e.URL == "" {
			return nil
		}
	}
	if e.Length > 0 {
		m.entities = append(m.entities, e)
	}
	return nil
}

func (m *markup) addressV2() (string, error) {
	begin := m.pos
	var url strings.Builder
	for m.pos++; m.pos < len(m.src); m.pos++ {
		c := m.src[m.pos]
		switch next := m.at(m.pos + 1); {
		case c == '\\' && next > 0 && next <= 126:
			m.pos++
			url.WriteByte(next)
		case c == ')':
			m.pos++
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
	m := &markup{src: src}
	for m.pos < len(src) {
		c := src[m.pos]
		switch {
		case c == '\\' && strings.ContainsRune("_*`[", rune(m.at(m.pos+1))):
			m.pos++
			m.copyRune()
		case strings.ContainsRune("_*`[", rune(c)):
			if err := m.entityV1(); err != nil {
				return "", nil, err
			}
		default:
			m.copyRune()
		}
	}
	return m.out.String(), sortEntities(m.entities), nil
}

func (m *markup) entityV1() error {
	begin := m.pos
	sign, kind := m.src[begin:begin+1], map[byte]string{'_': "italic", '*': "bold", '`': "code", '[': "text_link"}[m.src[begin]]
	end := sign
	if strings.HasPrefix(m.src[begin:], "```") {
		sign, end, kind = "```", "```", "pre"
	}
	if sign == "[" {
		end = "]"
	}
	m.pos += len(sign)
	length := strings.Index(m.src[m.pos:], end)
	if length < 0 {
		return misread("Can't find end of the entity starting at byte offset %d", begin)
	}
	e, stop, size := Entity{Type: kind, Offset: m.offset}, m.pos+length, m.out.Len()
	for m.pos < stop {
		m.copyRune()
	}
	m.pos += len(end)
	e.Length = m.offset - e.Offset
	if kind == "text_link" {
		e.URL = webAddress(m.addressV1(m.out.String()[size:]))
	}
	if e.Length > 0 && (kind != "text_link" || e.URL != "") {
		m.entities = append(m.entities, e)
	}
	return nil
}

// addressV1 is what stands in parentheses behind a link, or its text.
func (m *markup) addressV1(otherwise string) string {
	if m.at(m.pos) != '(' {
		return otherwise
	}
	end := strings.IndexByte(m.src[m.pos:], ')')
	if end < 0 {
		return otherwise
	}
	url := m.src[m.pos+1 : m.pos+end]
	m.pos += end + 1
	return url
}
