package sandbox

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Loopback reports whether a Host header names this machine and nothing else.
func Loopback(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	ip := net.ParseIP(name)
	return strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()
}

// OwnOrigin reports whether a request comes from a page of the server that it goes to,
// or from no page at all.
func OwnOrigin(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		return err == nil && u.Scheme == "http" && u.Host == r.Host
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return true
	}
	return false
}

// fromElsewhere reports whether a browser asks for a foreign page: bots send neither of
// these headers. A foreign name that leads to this machine is a foreign page too.
func fromElsewhere(r *http.Request) bool {
	browser := r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != ""
	return browser && (!OwnOrigin(r) || !Loopback(r.Host))
}
