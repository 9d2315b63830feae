package bot

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// APIError is a request that Telegram refused. It carries neither the token nor
// anything that the request said.
type APIError struct {
	Method      string
	Code        int
	Description string
	RetryAfter  time.Duration // with code 429
	MigrateTo   int64         // the supergroup that a group has become
}

// Error is Telegram's description.
func (e *APIError) Error() string {
	return fmt.Sprintf("%s: %s (%d)", e.Method, e.Description, e.Code)
}

// temporary tells whether the same request may succeed later: too many requests,
// a server in trouble, or something between us and Telegram that answers for it.
func (e *APIError) temporary() bool {
	return e.Code == http.StatusTooManyRequests || e.Code >= http.StatusInternalServerError
}

// unreachable says why a chat takes no messages any more; "" where the error is
// of another kind. The texts are tdlib/telegram-bot-api's.
func (e *APIError) unreachable() string {
	switch {
	case e.Code == http.StatusForbidden && strings.Contains(e.Description, "blocked"):
		return "blocked"
	case e.Code == http.StatusForbidden:
		return "forbidden"
	case e.Code == http.StatusBadRequest && strings.Contains(e.Description, "chat not found"),
		e.Code == http.StatusBadRequest && strings.Contains(e.Description, "PEER_ID_INVALID"):
		return "not found"
	}
	return ""
}

// refusedBy is the APIError inside err, nil where Telegram has not answered at all.
func refusedBy(err error) *APIError {
	var refused *APIError
	if errors.As(err, &refused) {
		return refused
	}
	return nil
}

// again tells whether it makes sense to repeat a call that failed with err: the
// network may come back, Telegram's servers too, but a refusal stays one.
func again(err error) bool {
	refused := refusedBy(err)
	return refused == nil || refused.temporary()
}

// cause is what an error of telebot's says without the address that was called,
// which tells an operator nothing and is the same each time.
func cause(err error) error {
	var called *url.Error
	if errors.As(err, &called) {
		return called.Err
	}
	return err
}
