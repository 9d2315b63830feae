package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// apiError is a refusal of the Bot API.
type apiError struct {
	Code       int
	Text       string // description without the prefix of its code
	RetryAfter int    // seconds
}

func (e *apiError) Error() string { return e.description() }

// bad is a 400.
func bad(format string, args ...any) *apiError {
	return &apiError{Code: http.StatusBadRequest, Text: fmt.Sprintf(format, args...)}
}

// forbidden is a 403.
func forbidden(text string) *apiError {
	return &apiError{Code: http.StatusForbidden, Text: text}
}

// conflict is a 409.
func conflict(text string) *apiError {
	return &apiError{Code: http.StatusConflict, Text: text}
}

var errorPrefix = map[int]string{
	http.StatusBadRequest:          "Bad Request",
	http.StatusUnauthorized:        "Unauthorized",
	http.StatusForbidden:           "Forbidden",
	http.StatusNotFound:            "Not Found",
	http.StatusConflict:            "Conflict",
	http.StatusTooManyRequests:     "Too Many Requests",
	http.StatusInternalServerError: "Internal Server Error",
	http.StatusBadGateway:          "Bad Gateway",
}

// description is the text on the wire: a prefix by the code, and the first letter
// in lower case unless an upper-case letter or "_" follows it
// (tdlib/telegram-bot-api, Client.cpp).
func (e *apiError) description() string {
	text, prefix := e.Text, errorPrefix[e.Code]
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

// What a person can meet while they tap and pay.
var (
	// ErrTimeout: the bot did not answer the query in time.
	ErrTimeout = errors.New("the bot did not answer in time")
	// ErrDeclined: the bot approved, the card did not pay.
	ErrDeclined = errors.New("the card was declined")
	// ErrPaid: an invoice that can be paid once has been paid.
	ErrPaid = errors.New("the invoice has been paid already")
	// ErrNotPayable: the message has no Pay button.
	ErrNotPayable = errors.New("the message can't be paid")
	// ErrAbandoned: the person left the payment sheet.
	ErrAbandoned = errors.New("the payment sheet was left")
	// ErrNoButton: the message has no such button, or is gone.
	ErrNoButton = errors.New("no such button")
	// ErrWrongPayment: the sheet does not allow what the person entered.
	ErrWrongPayment = errors.New("the payment sheet does not allow this")
)

// Refused is the bot's refusal of a payment or a delivery; Text is what it said.
type Refused struct{ Text string }

func (r *Refused) Error() string { return "the bot refused: " + r.Text }
