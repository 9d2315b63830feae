package markup

import (
	"regexp"
	"strconv"
	"strings"
)

func (p *parser) startTag() error {
	begin := p.pos
	p.pos++
	for c := p.at(p.pos); c != 0 && !isSpace(c) && c != '>'; c = p.at(p.pos) {
		p.pos++
	}
	if p.at(p.pos) == 0 {
		return misread("Unclosed start tag at byte offset %d", begin)
	}
	tag := strings.ToLower(p.src[begin+1 : p.pos])
	if htmlTags[tag] == "" {
		return misread("Unsupported start tag \"%s\" at byte offset %d", tag, begin)
	}
	values, err := p.attributes(tag, begin)
	if err != nil {
		return err
	}
	if tag == "span" && values["class"] != "tg-spoiler" {
		return misread("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	argument, problem := tagArgument(tag, values)
	if problem != "" {
		return misread("%s at byte offset %d", problem, begin)
	}
	p.open = append(p.open, opened{tag, argument, p.offset, p.out.Len(), begin})
	p.pos++
	return nil
}

// attributes reads up to the ">" and returns the values by name.
func (p *parser) attributes(tag string, begin int) (map[string]string, error) {
	values := map[string]string{}
	for {
		p.skipSpace()
		if p.at(p.pos) == '>' {
			return values, nil
		}
		name, err := p.attributeName(tag, begin)
		if err != nil {
			return nil, err
		}
		p.skipSpace()
		value := ""
		if p.at(p.pos) == '=' {
			p.pos++
			if value, err = p.attributeValue(tag); err != nil {
				return nil, err
			}
		}
		if p.at(p.pos) == 0 {
			return nil, misread("Unclosed start tag \"%s\" at byte offset %d", tag, begin)
		}
		values[name] = value
	}
}

// dateFormat is how a tg-time may be written (core.telegram.org,
// messageEntityFormattedDate).
var dateFormat = regexp.MustCompile(`^(r|w?[dD]?[tT]?)$`)

// tagArgument returns the one value that matters for a tag, or what is wrong with it.
func tagArgument(tag string, values map[string]string) (argument, problem string) {
	switch tag {
	case "a":
		return values["href"], ""
	case "tg-emoji":
		return values["emoji-id"], ""
	case "code":
		if language, ok := strings.CutPrefix(values["class"], "language-"); ok {
			return language, ""
		}
	case "blockquote":
		if _, ok := values["expandable"]; ok {
			return "expandable", ""
		}
	case "tg-time":
		unix, err := strconv.ParseInt(values["unix"], 10, 64)
		if err != nil || unix <= 0 || !dateFormat.MatchString(values["format"]) {
			return "", "Invalid date in the tag \"tg-time\"" // the sandbox's own words
		}
		return values["unix"] + " " + values["format"], ""
	}
	return "", ""
}

func (p *parser) attributeName(tag string, begin int) (string, error) {
	from := p.pos
	for c := p.at(p.pos); c != 0 && !isSpace(c) && !strings.ContainsRune("=>/\"'", rune(c)); c = p.at(p.pos) {
		p.pos++
	}
	if p.at(p.pos) == 0 {
		return "", misread("Unclosed start tag \"%s\" at byte offset %d", tag, begin)
	}
	if p.pos == from {
		return "", misread("Empty attribute name in the tag \"%s\" at byte offset %d", tag, begin)
	}
	return strings.ToLower(p.src[from:p.pos]), nil
}

func (p *parser) attributeValue(tag string) (string, error) {
	p.skipSpace()
	from, quote := p.pos, p.at(p.pos)
	if quote != '"' && quote != '\'' {
		for c := p.at(p.pos); c == '.' || c == '-' || wordRune(rune(c)) && c < 128 && c != '_'; c = p.at(p.pos) {
			p.pos++
		}
		if c := p.at(p.pos); c != 0 && !isSpace(c) && c != '>' {
			return "", misread("Unexpected end of name token at byte offset %d", from)
		}
		return strings.ToLower(p.src[from:p.pos]), nil
	}
	var value strings.Builder
	for p.pos++; p.pos < len(p.src) && p.src[p.pos] != quote; {
		if r, size := htmlCharacter(p.src[p.pos:]); p.src[p.pos] == '&' && r != 0 {
			value.WriteRune(r)
			p.pos += size
			continue
		}
		value.WriteByte(p.src[p.pos])
		p.pos++
	}
	if p.pos < len(p.src) {
		p.pos++
	}
	return value.String(), nil
}

func (p *parser) endTag() error {
	begin := p.pos
	if len(p.open) == 0 {
		return misread("Unexpected end tag at byte offset %d", begin)
	}
	p.pos += 2
	for c := p.at(p.pos); c != 0 && !isSpace(c) && c != '>'; c = p.at(p.pos) {
		p.pos++
	}
	tag := strings.ToLower(p.src[begin+2 : p.pos])
	p.skipSpace()
	if p.at(p.pos) != '>' {
		return misread("Unclosed end tag at byte offset %d", begin)
	}
	top := p.open[len(p.open)-1]
	if tag != "" && tag != top.kind {
		return misread("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, top.kind, tag)
	}
	p.open = p.open[:len(p.open)-1]
	p.pos++
	p.closeTag(top)
	return nil
}

// closeTag adds the entity of a tag; empty ones are left out.
func (p *parser) closeTag(t opened) {
	if p.offset == t.offset {
		return
	}
	e := Entity{Type: htmlTags[t.kind], Offset: t.offset, Length: p.offset - t.offset}
	switch t.kind {
	case "a":
		e.URL = t.argument
		if e.URL == "" {
			e.URL = p.out.String()[t.size:]
		}
		if e.URL = WebAddress(e.URL); e.URL == "" {
			return
		}
	case "code":
		if last := len(p.open) - 1; last >= 0 && p.open[last].kind == "pre" {
			if t.argument != "" { // the code's language is that of the whole block
				p.open[last].argument = t.argument
			}
			return
		}
	case "pre":
		e.Language = t.argument
	case "tg-emoji":
		e.EmojiID = t.argument
	case "tg-time":
		unix, format, _ := strings.Cut(t.argument, " ")
		e.UnixTime, _ = strconv.ParseInt(unix, 10, 64) // tagArgument has read it
		e.Format = format
	case "blockquote":
		if t.argument != "" {
			e.Type = "expandable_blockquote"
		}
	}
	p.entities = append(p.entities, e)
}
