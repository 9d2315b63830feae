package sandbox

import (
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Request is one call of the Bot API. Params are as the server reads them: a JSON
// string without its quotes, everything else as it was written.
type Request struct {
	Time   time.Time
	Method string
	Params map[string]string
	Files  map[string]string // names of the uploads by field
	Status int
	Answer json.RawMessage // nil for getUpdates
}

// call is a request while it is worked on.
type call struct {
	Request
	kinds   map[string]byte // first byte of the JSON value, 0 for forms and queries
	uploads map[string]*upload
}

// largestRequest is more than any method takes: a document may have 50 MB.
const largestRequest = 64 << 20

func (s *Sandbox) serve(w http.ResponseWriter, r *http.Request) {
	method, refused := s.route(r.URL.Path)
	if refused == nil && method == "" {
		s.serveFile(w, r)
		return
	}
	if refused != nil {
		writeAnswer(w, failure(refused))
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, largestRequest)
	c, err := read(r)
	c.Method, c.Time = method, s.o.Now()
	if err != nil {
		writeAnswer(w, s.finish(c, nil, &apiError{Code: http.StatusBadRequest, Text: "Can't parse request"}))
		return
	}
	f := s.faults.take(c.Request)
	if f != nil && s.spoil(w, r, c, f) {
		return
	}
	a := s.work(r, c)
	if f != nil {
		s.spoilAnswer(w, f, a)
		return
	}
	writeAnswer(w, a)
}

// route finds the method of a path; "" is a download.
func (s *Sandbox) route(path string) (string, *apiError) {
	if rest, ok := strings.CutPrefix(path, "/file/bot"); ok && strings.HasPrefix(rest, s.o.Token+"/") {
		return "", nil
	}
	rest, ok := strings.CutPrefix(path, "/bot")
	token, method, found := strings.Cut(rest, "/")
	if !ok || !found {
		return "", &apiError{Code: http.StatusNotFound}
	}
	if token != s.o.Token {
		id, secret, _ := strings.Cut(token, ":")
		if _, err := strconv.ParseInt(id, 10, 64); err != nil || secret == "" {
			return "", &apiError{Code: http.StatusUnauthorized, Text: "invalid token specified"}
		}
		return "", &apiError{Code: http.StatusUnauthorized}
	}
	method = strings.TrimPrefix(method, "test/")
	if method == "" || strings.Contains(method, "/") {
		return "", &apiError{Code: http.StatusNotFound}
	}
	if known, ok := canonical[strings.ToLower(method)]; ok {
		return known, nil
	}
	return method, nil
}

// read collects the parameters of query, form, multipart and JSON.
func read(r *http.Request) (*call, error) {
	c := &call{kinds: map[string]byte{}, uploads: map[string]*upload{}}
	c.Params = map[string]string{}
	query, err := url.ParseQuery(r.URL.RawQuery)
	c.take(query)
	if err != nil || r.Method == http.MethodGet {
		return c, err
	}
	kind, options, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "multipart/form-data":
		return c, c.readMultipart(multipart.NewReader(r.Body, options["boundary"]))
	case "application/json":
		return c, c.readJSON(r.Body)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return c, err
	}
	if kind == "application/x-www-form-urlencoded" {
		query, err = url.ParseQuery(string(body))
		c.take(query)
	}
	return c, err
}

func (c *call) take(values url.Values) {
	for name, v := range values {
		c.Params[name] = v[len(v)-1]
	}
}

// readJSON takes the fields of an object; null is as good as absent
// (tdlib/td, HttpReader.cpp).
func (c *call) readJSON(body io.Reader) error {
	data, err := io.ReadAll(body)
	if err != nil || len(strings.TrimSpace(string(data))) == 0 {
		return err
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	for name, raw := range fields {
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

func (c *call) readMultipart(parts *multipart.Reader) error {
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		if !isFile(part) {
			c.Params[part.FormName()] = string(data)
			continue
		}
		if c.Files == nil {
			c.Files = map[string]string{}
		}
		c.Files[part.FormName()] = part.FileName()
		c.uploads[part.FormName()] = &upload{name: part.FileName(), data: data, mime: part.Header.Get("Content-Type")}
	}
}

// isFile tells whether a part is an upload: it has a file name, be it empty
// (tdlib/td, HttpReader.cpp).
func isFile(part *multipart.Part) bool {
	_, options, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	_, named := options["filename"]
	return err == nil && named
}

// answer is what goes back.
type answer struct {
	status int
	body   []byte
	retry  int // seconds, for Retry-After
	gone   bool
}

func success(result any) answer {
	data, err := json.Marshal(result)
	if err != nil {
		return failure(&apiError{Code: http.StatusInternalServerError, Text: err.Error()})
	}
	body := make([]byte, 0, len(data)+24)
	body = append(body, `{"ok":true,"result":`...)
	body = append(body, data...)
	return answer{status: http.StatusOK, body: append(body, '}')}
}

func failure(e *apiError) answer {
	body := struct {
		OK          bool           `json:"ok"`
		Code        int            `json:"error_code"`
		Description string         `json:"description"`
		Parameters  map[string]int `json:"parameters,omitempty"`
	}{Code: e.Code, Description: e.description()}
	if e.RetryAfter > 0 {
		body.Parameters = map[string]int{"retry_after": e.RetryAfter}
	}
	data, err := json.Marshal(body)
	if err != nil {
		data = []byte(`{"ok":false,"error_code":500,"description":"Internal Server Error"}`)
	}
	return answer{status: e.Code, body: data, retry: e.RetryAfter}
}

func writeAnswer(w http.ResponseWriter, a answer) {
	if a.gone {
		panic(http.ErrAbortHandler)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	if a.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(a.retry))
	}
	w.WriteHeader(a.status)
	w.Write(a.body) //nolint:errcheck // the caller may have gone
}
