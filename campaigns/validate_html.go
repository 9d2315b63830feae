package campaigns

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// htmlTags are the tags that Telegram knows (Bot API documentation, "HTML style").
var htmlTags = []string{
	"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "span", "tg-spoiler", "blockquote", "tg-emoji", "tg-time",
}

// CheckHTML is [CheckText] for a text with Telegram's HTML in it, of which the tags
// don't count. A text that passes is one that Telegram will not refuse for its tags
// (tdlib/td, MessageEntity.cpp), which would cost whoever it is for the message.
func CheckHTML(text string, limit int) Problem {
	if found := CheckText(text, len(text)); found.Code != "" {
		return found
	}
	plain, found := withoutTags(text)
	if found.Code != "" {
		return found
	}
	if count := utf8.RuneCountInString(html.UnescapeString(plain)); count > limit {
		return Problem{Code: ProblemTooLong, Count: count, Limit: limit}
	}
	return Problem{}
}

// withoutTags takes the tags out of a text, or returns what is wrong with them.
func withoutTags(text string) (plain string, found Problem) {
	var b strings.Builder
	var open []string
	for {
		before, rest, more := strings.Cut(text, "<")
		b.WriteString(before)
		if !more {
			break
		}
		if text, open, found = readTag(rest, open); found.Code != "" {
			return "", found
		}
	}
	if len(open) > 0 {
		return "", Problem{Code: ProblemUnclosedTag, Name: open[len(open)-1]}
	}
	return b.String(), Problem{}
}

// The forms of what follows a "<". A value is in quotes, or of letters, digits, dots
// and hyphens.
var (
	tagName  = regexp.MustCompile(`^/?[^\s<>/"'=]*`)
	startTag = regexp.MustCompile(`^((?:\s+[^\s=>/"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9.-]+))?)*)\s*>`)
	endTag   = regexp.MustCompile(`^\s*>`)
	spoiler  = regexp.MustCompile(`(?i)\bclass\s*=\s*["']?tg-spoiler\b`)
)

// readTag reads a tag, of which text is what follows its "<", and returns what
// follows the tag and the tags that are open then.
func readTag(text string, open []string) (rest string, now []string, found Problem) {
	name := tagName.FindString(text)
	rest = text[len(name):]
	name = strings.ToLower(name)
	if closes, ok := strings.CutPrefix(name, "/"); ok {
		end := endTag.FindString(rest)
		switch last := len(open) - 1; {
		case end == "":
			return "", nil, Problem{Code: ProblemBrokenTag, Name: closes}
		case last < 0 || closes != "" && closes != open[last]:
			return "", nil, Problem{Code: ProblemUnopenedTag, Name: closes}
		default:
			return rest[len(end):], open[:last], Problem{}
		}
	}
	if !slices.Contains(htmlTags, name) {
		return "", nil, Problem{Code: ProblemUnknownTag, Name: name}
	}
	parts := startTag.FindStringSubmatch(rest)
	if parts == nil || name == "span" && !spoiler.MatchString(parts[1]) {
		return "", nil, Problem{Code: ProblemBrokenTag, Name: name}
	}
	return rest[len(parts[0]):], append(open, name), Problem{}
}
