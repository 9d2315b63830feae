package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// APIError is a request that Telegram refused. It carries neither the token nor
// anything that the request said. What a description means is asked by the methods
// here and nowhere else; the texts are tdlib/telegram-bot-api's and those of
// core.telegram.org (bots/errors.json).
type APIError struct {
	Method      string
	Code        int
	Description string
	RetryAfter  time.Duration // with code 429
	MigrateTo   int64         // the supergroup that a group has become
	Repeated    bool          // the call was made before, and that attempt may have succeeded
}

// Error returns Telegram's description.
func (e *APIError) Error() string {
	return fmt.Sprintf("%s: %s (%d)", e.Method, e.Description, e.Code)
}

// AsAPIError returns the APIError inside err, nil if Telegram has not answered at all.
func AsAPIError(err error) *APIError {
	var refused *APIError
	if errors.As(err, &refused) {
		return refused
	}
	return nil
}

// Temporary reports whether the same request may succeed later: too many requests,
// a server in trouble, or something between us and Telegram that answers for it.
func (e *APIError) Temporary() bool {
	return e.Code == http.StatusTooManyRequests || e.Code >= http.StatusInternalServerError
}

// UnknownToken reports whether Telegram does not know the bot's token, or no longer.
func (e *APIError) UnknownToken() bool {
	return e.Code == http.StatusUnauthorized || e.Code == http.StatusNotFound
}

// Unreachable says why a chat takes no messages any more: "blocked", "forbidden" or
// "not found"; "" if the error is of another kind.
func (e *APIError) Unreachable() string {
	switch {
	case e.Code == http.StatusForbidden && e.says("blocked"):
		return "blocked"
	case e.Code == http.StatusForbidden:
		return "forbidden"
	case e.Code == http.StatusBadRequest && (e.says("chat not found") || e.says("PEER_ID_INVALID")):
		return "not found"
	}
	return ""
}

// ShutOut reports whether the bot is in the chat and may not write this to it: a topic
// is closed or gone, or a right is lacking (tdlib/td, MessageContent.cpp; TOPIC_CLOSED
// and CHAT_ ones from bots/errors.json).
func (e *APIError) ShutOut() bool {
	if e.Code != http.StatusBadRequest {
		return false
	}
	for _, part := range []string{
		"TOPIC_CLOSED", "TOPIC_DELETED", "message thread not found", "not enough rights to send", "need administrator rights",
		"CHAT_WRITE_FORBIDDEN", "CHAT_SEND_", "CHAT_RESTRICTED",
	} {
		if e.says(part) {
			return true
		}
	}
	return false
}

// WebhookSet reports whether the bot can't be polled since it has a webhook.
func (e *APIError) WebhookSet() bool { return e.Code == http.StatusConflict && e.says("webhook") }

// PolledTwice reports whether another program polls with the bot's token.
func (e *APIError) PolledTwice() bool { return e.Code == http.StatusConflict && !e.says("webhook") }

// NotModified reports whether a message already is what it was to become.
func (e *APIError) NotModified() bool { return e.says("message is not modified") }

// MessageGone reports whether a message can't be edited any more: it was deleted, or
// is too old.
func (e *APIError) MessageGone() bool { return e.says("message") && !e.NotModified() }

// QueryTooOld reports whether a tap was answered too late for anybody to see it.
func (e *APIError) QueryTooOld() bool { return e.says("query is too old") }

// NeverTaken reports whether the answer to a query came too late, and no attempt before
// this one can have come in time: what is too old is what was answered already, too.
func (e *APIError) NeverTaken() bool { return e.QueryTooOld() && !e.Repeated }

// PhotoRefused reports whether Telegram can't load the photo of an invoice.
func (e *APIError) PhotoRefused() bool { return e.says("WEBDOCUMENT") }

// AlreadyRefunded reports whether the Stars of a charge went back before. It has been
// said of charges of which they had not (tdlib/telegram-bot-api, issue 690).
func (e *APIError) AlreadyRefunded() bool { return e.says("CHARGE_ALREADY_REFUNDED") }

// AmountRefused reports whether the amount of an invoice is beyond what its currency may have.
func (e *APIError) AmountRefused() bool { return e.says("CURRENCY_TOTAL_AMOUNT_INVALID") }

func (e *APIError) says(part string) bool { return strings.Contains(e.Description, part) }

// InvoiceFault names what is wrong with an invoice that was refused with that
// description: "provider", "amount", "currency", "payments" or "other".
func InvoiceFault(description string) string {
	for _, f := range []struct{ part, name string }{
		{"PAYMENT_PROVIDER_INVALID", "provider"}, {"TOTAL_AMOUNT", "amount"}, {"CURRENCY_INVALID", "currency"}, {"BOT_PAYMENTS_DISABLED", "payments"},
	} {
		if strings.Contains(description, f.part) {
			return f.name
		}
	}
	return "other"
}

// Again reports whether it makes sense to repeat a call that failed with err: the
// network may come back, Telegram's servers too, but a refusal stays one.
func Again(err error) bool {
	refused := AsAPIError(err)
	return refused == nil || refused.Temporary()
}

// Cause is what an error of a call says without the address that was called, which
// tells an operator nothing and is the same each time.
func Cause(err error) error {
	var called *url.Error
	if errors.As(err, &called) {
		return called.Err
	}
	return err
}
