package markup

import (
	"net/url"
	"strconv"
	"strings"
)

// WebAddress returns the full form of a URL, or "" if it leads nowhere.
func WebAddress(raw string) string {
	if CheckURL(raw) != "" {
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

// CheckURL returns what is wrong with a link in Telegram's words, "" if nothing is
// (tdlib/td, LinkManager.cpp).
func CheckURL(raw string) string {
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
		return checkHost(raw, rest)
	}
	return "Unsupported URL protocol"
}

// checkHost looks at what follows the scheme of an HTTP URL.
func checkHost(raw, rest string) string {
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, "?")
	host, _, _ = strings.Cut(host, "#")
	host = host[strings.LastIndexByte(host, '@')+1:]
	name, port, ok := strings.Cut(host, ":")
	if ok && !goodPort(port) && host[0] != '[' {
		return "Wrong port number specified in the URL"
	}
	if name == "" {
		return "URL host is empty"
	}
	noDomain := !strings.Contains(name, ".") && name[0] != '['
	if strings.ContainsAny(raw, " \t\n") || noDomain || strings.HasSuffix(name, ".") || strings.HasPrefix(name, ".") {
		return "Wrong HTTP URL"
	}
	return ""
}

func goodPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}
