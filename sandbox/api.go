package sandbox

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// handlers are all methods that the sandbox plays, but getUpdates, which waits.
var handlers = map[string]handler{
	"getMe": getMe, "close": done, "logOut": done,
	"setWebhook": setWebhook, "deleteWebhook": deleteWebhook, "getWebhookInfo": getWebhookInfo,
	"sendMessage": sendMessage, "sendPhoto": sendPhoto, "sendDocument": sendDocument, "sendChatAction": sendChatAction,
	"sendInvoice": sendInvoice, "createInvoiceLink": createInvoiceLink,
	"editMessageText": editMessageText, "editMessageCaption": editMessageCaption, "editMessageMedia": editMessageMedia,
	"editMessageReplyMarkup": editMessageReplyMarkup, "deleteMessage": deleteMessage, "deleteMessages": deleteMessages,
	"pinChatMessage": pin(true), "unpinChatMessage": pin(false),
	"editEphemeralMessageText": editEphemeral(editWhisper), "editEphemeralMessageCaption": editEphemeral(editCaption),
	"editEphemeralMessageMedia": editEphemeral(editMedia), "editEphemeralMessageReplyMarkup": editEphemeral(editMarkup),
	"deleteEphemeralMessage": deleteEphemeralMessage,
	"answerCallbackQuery":    answerCallbackQuery, "answerInlineQuery": answerInlineQuery,
	"answerShippingQuery": answerShippingQuery, "answerPreCheckoutQuery": answerPreCheckoutQuery,
	"refundStarPayment": refundStarPayment, "getStarTransactions": getStarTransactions, "getMyStarBalance": getMyStarBalance,
	"editUserStarSubscription": editUserStarSubscription,
	"setMyCommands":            setMyCommands, "getMyCommands": getMyCommands, "deleteMyCommands": deleteMyCommands,
	"setMyName": setText("name", 64), "getMyName": getText("name"),
	"setMyDescription": setText("description", 512), "getMyDescription": getText("description"),
	"setMyShortDescription": setText("short_description", 120), "getMyShortDescription": getText("short_description"),
	"getFile": getFile, "getChat": getChat, "getChatMember": getChatMember, "getChatMemberCount": getChatMemberCount,
	"getChatAdministrators": getChatAdministrators, "leaveChat": leaveChat,
	"getChatMenuButton": getChatMenuButton, "setChatMenuButton": setChatMenuButton,
	"createForumTopic": createForumTopic, "editForumTopic": editForumTopic,
	"closeForumTopic": closeForumTopic(true), "reopenForumTopic": closeForumTopic(false),
	"closeGeneralForumTopic": closeForumTopic(true), "reopenGeneralForumTopic": closeForumTopic(false),
}

// Handler serves the Bot API.
func (s *Sandbox) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// bodyLimit is how long a request's body may take to arrive.
const bodyLimit = time.Minute

func (s *Sandbox) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", s.o.Now().UTC().Format(http.TimeFormat))
	if fromElsewhere(r) {
		writeAnswer(w, failure(spec.Forbidden("the sandbox answers to bots, not to other sites")))
		return
	}
	method, refused := s.route(r.URL.Path)
	if refused == nil && method == "" {
		s.serveFile(w, r)
		return
	}
	if refused != nil {
		writeAnswer(w, failure(refused))
		return
	}
	c, err := s.readWithin(bodyLimit, w, r)
	defer c.release()
	c.Method, c.Time = method, s.o.Now()
	if err != nil {
		writeAnswer(w, s.finish(c, nil, unreadable(err)))
		return
	}
	if c.sends() {
		if !s.unsent.enter(c.Params["chat_id"]) {
			s.delay(r, unsentPause)
			writeAnswer(w, s.finish(c, nil, spec.TooMany(unsentRetry)))
			return
		}
		defer s.unsent.leave(c.Params["chat_id"])
	}
	s.answer(w, r, c)
}

// answer does what a call asks for, or what a fault makes of it.
func (s *Sandbox) answer(w http.ResponseWriter, r *http.Request, c *call) {
	f := s.faults.take(c.Request)
	if f != nil && s.spoil(w, r, c, f) {
		return
	}
	a := s.work(r, c)
	if f != nil {
		spoilAnswer(w, f, a)
		return
	}
	writeAnswer(w, a)
}

// readWithin reads a request that is neither too large nor too slow.
func (s *Sandbox) readWithin(limit time.Duration, w http.ResponseWriter, r *http.Request) (*call, error) {
	line := http.NewResponseController(w)
	line.SetReadDeadline(time.Now().Add(limit)) //nolint:errcheck // recorders of tests have none
	defer line.SetReadDeadline(time.Time{})     //nolint:errcheck // likewise
	r.Body = http.MaxBytesReader(w, r.Body, largestRequest)
	return s.read(r)
}

// unreadable is the answer to a request that could not be read.
func unreadable(err error) *spec.Error {
	var tooLarge *http.MaxBytesError
	if errors.Is(err, errTooLarge) || errors.As(err, &tooLarge) {
		return &spec.Error{Code: http.StatusRequestEntityTooLarge, Text: "Request Entity Too Large"}
	}
	return spec.BadRequest("Can't parse request")
}

// route finds the method of a path; "" is a download.
func (s *Sandbox) route(path string) (string, *spec.Error) {
	if rest, ok := strings.CutPrefix(path, "/file/bot"); ok && strings.HasPrefix(rest, s.o.Token+"/") {
		return "", nil
	}
	notFound := &spec.Error{Code: http.StatusNotFound}
	rest, ok := strings.CutPrefix(path, "/bot")
	token, method, found := strings.Cut(rest, "/")
	if !ok || !found {
		return "", notFound
	}
	if token != s.o.Token {
		return "", wrongToken(token)
	}
	method = strings.TrimPrefix(method, "test/")
	if method == "" || strings.Contains(method, "/") {
		return "", notFound
	}
	if known, ok := spec.Lookup(method); ok {
		return known.Name, nil
	}
	return method, nil
}

// wrongToken tells tokens apart that are none and that are of no bot.
func wrongToken(token string) *spec.Error {
	id, secret, _ := strings.Cut(token, ":")
	if n, err := strconv.ParseInt(id, 10, 64); err != nil || n <= 0 || secret == "" {
		return &spec.Error{Code: http.StatusUnauthorized, Text: spec.InvalidToken}
	}
	return &spec.Error{Code: http.StatusUnauthorized}
}

// work answers a call and remembers it.
func (s *Sandbox) work(r *http.Request, c *call) answer {
	method, known := spec.Lookup(c.Method)
	if !known {
		return s.finish(c, nil, &spec.Error{Code: http.StatusNotFound, Text: spec.MethodNotFound})
	}
	s.inspect(c, method)
	if c.Method == "getUpdates" {
		a := s.getUpdates(r, c)
		s.remember(c, a)
		return a
	}
	do, played := handlers[c.Method]
	if !played {
		s.history.problem("%s: the sandbox does not play this method", c.Method)
		return s.finish(c, nil, spec.NotPlayed(c.Method))
	}
	result, refused := s.locked(do, c)
	return s.finish(c, result, refused)
}

// locked runs a handler with the world locked. What was uploaded for nothing is
// forgotten.
func (s *Sandbox) locked(do handler, c *call) (any, *spec.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	result, refused := do(s, c)
	if refused != nil {
		for _, up := range c.uploads {
			delete(s.files, up.id)
			up.id = ""
		}
	}
	return result, refused
}

// inspect notes what the real server overlooks: parameters nobody knows and values of
// the wrong JSON type.
func (s *Sandbox) inspect(c *call, method spec.Method) {
	for name, value := range c.Params {
		for _, problem := range method.Check(name, value, c.kinds[name]) {
			s.history.problem("%s: %s", c.Method, problem)
		}
	}
	for name := range c.uploads {
		if !method.Has(name) && !c.attached(name) {
			s.history.problem("%s: the upload %q is not used", c.Method, name)
		}
	}
}

func done(*Sandbox, *call) (any, *spec.Error) { return true, nil }
