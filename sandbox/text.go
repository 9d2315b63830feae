package sandbox

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// Most characters of a text and a caption, after parsing (Bot API documentation).
// The sandbox counts UTF-16 code units, the stricter reading.
const (
	longestText    = 4096
	longestCaption = 1024
)

// sortEntities puts outer entities before inner ones.
func sortEntities(list []Entity) []Entity {
	slices.SortStableFunc(list, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
	return list
}

// formatted parses a text by its mode and trims it, as the server does.
func formatted(text, mode, entities string) (string, []Entity, *apiError) {
	var found []Entity
	var err error
	switch strings.ToLower(mode) {
	case "":
		if entities != "" && json.Unmarshal([]byte(entities), &found) != nil {
			return "", nil, bad("can't parse entities JSON object")
		}
	case "html":
		text, found, err = parseHTML(text)
	case "markdown":
		text, found, err = parseMarkdown(text)
	case "markdownv2":
		text, found, err = parseMarkdownV2(text)
	default:
		return "", nil, bad("unsupported parse_mode")
	}
	if err != nil {
		return "", nil, bad("can't parse entities: %s", err.Error())
	}
	text, found = trimmed(text, found)
	return text, found, nil
}

// trimmed takes space off both ends and moves the entities along.
func trimmed(text string, entities []Entity) (string, []Entity) {
	const space = " \t\r\n\v\f"
	right := strings.TrimRight(text, space)
	left := strings.TrimLeft(right, space)
	cut, length := units(right)-units(left), units(left)
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

// body is the text of a message of the bot.
func (c *call) body() (string, []Entity, *apiError) {
	if c.Params["text"] == "" {
		return "", nil, bad("message text is empty")
	}
	text, entities, refused := formatted(c.Params["text"], c.Params["parse_mode"], c.Params["entities"])
	switch {
	case refused != nil:
		return "", nil, refused
	case text == "":
		return "", nil, bad("text must be non-empty")
	case units(text) > longestText:
		return "", nil, bad("message is too long")
	}
	return text, entities, nil
}

// caption is the text below a photo or a document, which may be absent.
func caption(raw, mode, entities string) (string, []Entity, *apiError) {
	text, found, refused := formatted(raw, mode, entities)
	if refused == nil && units(text) > longestCaption {
		refused = bad("message caption is too long")
	}
	return text, found, refused
}

func (c *call) caption() (string, []Entity, *apiError) {
	return caption(c.Params["caption"], c.Params["parse_mode"], c.Params["caption_entities"])
}

// webAddress is the URL in its full form, or "" where it leads nowhere.
func webAddress(raw string) string {
	if problem := checkURL(raw); problem != "" {
		return ""
	}
	if !strings.Contains(raw, "://") {
		raw = "http://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	if u.Path == "" && u.Scheme != "tg" {
		u.Path = "/"
	}
	return u.String()
}

// checkURL says what is wrong with a link, "" for nothing (tdlib/td, LinkManager.cpp).
func checkURL(raw string) string {
	raw = strings.TrimSpace(raw)
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		scheme, rest = "http", raw
		if s, _, ok := strings.Cut(raw, ":"); ok && !strings.ContainsAny(s, "./") {
			if !strings.EqualFold(s, "tg") && !strings.EqualFold(s, "ton") {
				return "Unsupported URL protocol"
			}
			return ""
		}
	}
	switch strings.ToLower(scheme) {
	case "tg", "ton", "tonsite":
		return ""
	case "http", "https":
	default:
		return "Unsupported URL protocol"
	}
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, "?")
	host, _, _ = strings.Cut(host, "#")
	host = host[strings.LastIndexByte(host, '@')+1:]
	name, port, ok := strings.Cut(host, ":")
	if ok && (port == "" || toInteger(port) <= 0 || toInteger(port) > 65535) && host[0] != '[' {
		return "Wrong port number specified in the URL"
	}
	switch {
	case name == "":
		return "URL host is empty"
	case strings.ContainsAny(raw, " \t\n"), !strings.Contains(name, ".") && name[0] != '[', strings.HasSuffix(name, "."), strings.HasPrefix(name, "."):
		return "Wrong HTTP URL"
	}
	return ""
}
