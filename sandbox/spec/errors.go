package spec

import (
	"fmt"
	"net/http"
	"strings"
)

// Error is a refusal of the Bot API.
type Error struct {
	Code       int
	Text       string // description without the prefix of its code
	RetryAfter int    // seconds, of a 429
	MigrateTo  int64  // of a group that became a supergroup: the new chat's id
}

// Error returns the description on the wire.
func (e *Error) Error() string { return e.Description() }

// BadRequest returns a 400.
func BadRequest(format string, args ...any) *Error {
	return &Error{Code: http.StatusBadRequest, Text: fmt.Sprintf(format, args...)}
}

// Forbidden returns a 403.
func Forbidden(format string, args ...any) *Error {
	return &Error{Code: http.StatusForbidden, Text: fmt.Sprintf(format, args...)}
}

// Conflict returns a 409.
func Conflict(text string) *Error {
	return &Error{Code: http.StatusConflict, Text: text}
}

// Required returns the 400 about a parameter that is absent or empty
// (tdlib/telegram-bot-api, Client.cpp).
func Required(parameter string) *Error { return BadRequest("parameter \"%s\" is required", parameter) }

// NotPlayed returns the sandbox's own answer to a method that exists and that it does
// not play. Telegram never says this.
func NotPlayed(method string) *Error {
	return &Error{Code: http.StatusNotImplemented, Text: "the sandbox does not play " + method}
}

// TooMany returns a 429 that asks for a pause of so many seconds.
func TooMany(seconds int) *Error {
	return &Error{Code: http.StatusTooManyRequests, Text: fmt.Sprintf("retry after %d", seconds), RetryAfter: seconds}
}

var prefixes = map[int]string{
	http.StatusBadRequest:            "Bad Request",
	http.StatusUnauthorized:          "Unauthorized",
	http.StatusForbidden:             "Forbidden",
	http.StatusNotFound:              "Not Found",
	http.StatusConflict:              "Conflict",
	http.StatusRequestEntityTooLarge: "Request Entity Too Large",
	http.StatusTooManyRequests:       "Too Many Requests",
	http.StatusInternalServerError:   "Internal Server Error",
	http.StatusNotImplemented:        "Not Implemented",
	http.StatusBadGateway:            "Bad Gateway",
}

// Description returns the text on the wire: a prefix by the code, and the first letter
// in lower case unless an upper-case letter or "_" follows it
// (tdlib/telegram-bot-api, Client.cpp).
func (e *Error) Description() string {
	text, prefix := e.Text, prefixes[e.Code]
	if text == "" {
		return prefix
	}
	if strings.HasPrefix(text, prefix) {
		return text
	}
	shouts := len(text) > 1 && (text[1] == '_' || text[1] >= 'A' && text[1] <= 'Z')
	if text[0] >= 'A' && text[0] <= 'Z' && !shouts {
		text = strings.ToLower(text[:1]) + text[1:]
	}
	return prefix + ": " + text
}

// FromServer returns what the Bot API makes of a refusal by Telegram's servers: 404, what
// is below 400 and codes that it does not know become 400, and so does a 403 whose text
// is all of A-Z 0-9 _ (tdlib/telegram-bot-api, Client.cpp). A text that begins with the
// name of its code, such as "Not Found", is the Bot API's own and keeps the code.
func FromServer(code int, text string) *Error {
	e := &Error{Code: code, Text: text}
	name, known := prefixes[code]
	if known && strings.HasPrefix(text, name) || text == "" {
		return e
	}
	serverText := strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
	if !known || code == http.StatusNotFound || code == http.StatusForbidden && serverText {
		e.Code = http.StatusBadRequest
	}
	return e
}
