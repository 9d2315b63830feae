package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/sandbox/markup"
	"github.com/donatebot/donatebot/sandbox/spec"
)

// Bounds of a request: a document may have 50 MB (Bot API documentation, "Sending
// files"), and parameters 1 MiB together (tdlib/td, HttpReader.h).
const (
	largestRequest    = 64 << 20
	largestParameters = 1 << 20
)

// errTooLarge: the parameters are longer than any message needs.
var errTooLarge = errors.New("too much parameters")

// call is a request while it is worked on.
type call struct {
	Request
	kinds   map[string]byte // first byte of the JSON value, 0 for forms and queries
	uploads map[string]*upload
}

// handler does a method; s.mu is held. The result is encoded after that, so it may not
// refer to anything that changes.
type handler func(s *Sandbox, c *call) (any, *spec.Error)

func newCall() *call {
	return &call{Request: Request{Params: map[string]string{}}, kinds: map[string]byte{}, uploads: map[string]*upload{}}
}

// read collects the parameters of query, form, multipart and JSON. It returns a call
// even with an error.
func (s *Sandbox) read(r *http.Request) (*call, error) {
	c := newCall()
	query, err := url.ParseQuery(r.URL.RawQuery)
	c.take(query)
	if err != nil || r.Method == http.MethodGet {
		return c, err
	}
	kind, options, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		return c, s.readMultipart(c, multipart.NewReader(r.Body, options["boundary"]))
	}
	body, err := readBounded(r.Body, largestParameters)
	if err != nil {
		return c, err
	}
	switch kind {
	case "application/json":
		err = c.readJSON(body)
	case "application/x-www-form-urlencoded":
		query, err = url.ParseQuery(string(body))
		c.take(query)
	}
	return c, err
}

// readBounded reads at most so many bytes.
func readBounded(r io.Reader, most int) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err == nil && len(data) > most {
		err = errTooLarge
	}
	return data, err
}

func (c *call) take(values url.Values) {
	for name, v := range values {
		c.Params[name] = v[len(v)-1]
	}
}

// readJSON takes the fields of an object; null is as good as absent (tdlib/td,
// HttpReader.cpp).
func (c *call) readJSON(body []byte) error {
	if len(strings.TrimSpace(string(body))) == 0 {
		return nil
	}
	values := map[string]json.RawMessage{}
	if err := json.Unmarshal(body, &values); err != nil {
		return err
	}
	for name, raw := range values {
		if raw[0] == 'n' {
			continue
		}
		c.kinds[name] = raw[0]
		value := string(raw)
		if raw[0] == '"' {
			if err := json.Unmarshal(raw, &value); err != nil {
				return err
			}
		}
		c.Params[name] = value
	}
	return nil
}

func (s *Sandbox) readMultipart(c *call, parts *multipart.Reader) error {
	room := largestParameters
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err == nil && isFile(part) {
			err = s.readUpload(c, part)
		} else if err == nil {
			var data []byte
			data, err = readBounded(part, room)
			c.Params[part.FormName()] = string(data)
			room -= len(data)
		}
		if err != nil {
			return err
		}
	}
}

// readUpload puts a file into the spool.
func (s *Sandbox) readUpload(c *call, part *multipart.Part) error {
	kept, err := s.spool.keep(part)
	if err != nil {
		return err
	}
	name := part.FormName()
	if before := c.uploads[name]; before != nil {
		before.contents.release()
	}
	if c.Files == nil {
		c.Files = map[string]string{}
	}
	c.Files[name] = part.FileName()
	c.uploads[name] = &upload{name: part.FileName(), contents: kept, mime: part.Header.Get("Content-Type")}
	return nil
}

// isFile reports whether a part is an upload: it has a file name, be it empty
// (tdlib/td, HttpReader.cpp).
func isFile(part *multipart.Part) bool {
	_, options, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	_, named := options["filename"]
	return err == nil && named
}

// release gives back the room of uploads that no message has.
func (c *call) release() {
	for _, up := range c.uploads {
		if up.id == "" {
			up.contents.release()
		}
	}
}

// attached reports whether a parameter refers to the upload of that name.
func (c *call) attached(name string) bool {
	for _, v := range c.Params {
		if strings.Contains(v, "attach://"+name) {
			return true
		}
	}
	return false
}

// sends reports whether the call puts a message into a chat.
func (c *call) sends() bool {
	return strings.HasPrefix(c.Method, "send") && c.Method != "sendChatAction"
}

// toInteger reads as many digits as there are, as Telegram does: what is not a number
// is 0 (tdlib/td, misc.h).
func toInteger(s string) int64 {
	end := 0
	if end < len(s) && s[end] == '-' {
		end++
	}
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	n, err := strconv.ParseInt(s[:end], 10, 64)
	if err != nil && end > 18 {
		if s[0] == '-' {
			return math.MinInt64
		}
		return math.MaxInt64
	}
	return n
}

// integer is a parameter as a number, 0 if it is absent.
func (c *call) integer(name string) int64 { return toInteger(c.Params[name]) }

// clamped is an integer within bounds; a parameter that is absent has the default.
func (c *call) clamped(name string, least, most, otherwise int64) int64 {
	v, ok := c.Params[name]
	if !ok {
		return otherwise
	}
	return min(max(toInteger(v), least), most)
}

// boolean is a parameter as Telegram reads it (tdlib/telegram-bot-api, Client.cpp:
// to_bool).
func (c *call) boolean(name string) bool {
	switch strings.ToLower(strings.TrimSpace(c.Params[name])) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// needed is a parameter that may not be empty.
func (c *call) needed(name string) (string, *spec.Error) {
	if v := c.Params[name]; v != "" {
		return v, nil
	}
	return "", spec.Required(name)
}

// Most characters of a text and a caption, after parsing (Bot API documentation).
// The sandbox counts UTF-16 code units, the stricter reading.
const (
	longestText    = 4096
	longestCaption = 1024
)

// body is the text of a message of the bot.
func (c *call) body() (string, []markup.Entity, *spec.Error) {
	return body(c.Params["text"], c.Params["parse_mode"], c.Params["entities"])
}

func body(raw, mode, entities string) (string, []markup.Entity, *spec.Error) {
	if raw == "" {
		return "", nil, spec.BadRequest(spec.TextEmpty)
	}
	text, found, err := markup.Parse(raw, mode, entities)
	switch {
	case err != nil:
		return "", nil, spec.BadRequest("%s", err)
	case text == "":
		return "", nil, spec.BadRequest(spec.TextInvisible)
	case markup.Units(text) > longestText:
		return "", nil, spec.BadRequest(spec.TextTooLong)
	}
	return text, found, nil
}

// caption is the text below a photo or a document, which may be absent.
func (c *call) caption() (string, []markup.Entity, *spec.Error) {
	return caption(c.Params["caption"], c.Params["parse_mode"], c.Params["caption_entities"])
}

func caption(raw, mode, entities string) (string, []markup.Entity, *spec.Error) {
	text, found, err := markup.Parse(raw, mode, entities)
	switch {
	case err != nil:
		return "", nil, spec.BadRequest("%s", err)
	case markup.Units(text) > longestCaption:
		return "", nil, spec.BadRequest(spec.CaptionTooLong)
	}
	return text, found, nil
}
