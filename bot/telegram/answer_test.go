package telegram

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A redirect is an error, and takes the token nowhere, whatever its body says.
func TestNoRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	var followed atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		followed.Add(1)
		io.WriteString(rw, `{"ok":true,"result":{"id":5}}`) //nolint:errcheck // a test's answer
	}))
	defer elsewhere.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, body := range []string{`{"ok":true,"result":{"id":5}}`, "", "<html>"} {
			server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				rw.Header().Set("Location", elsewhere.URL+r.URL.Path)
				rw.WriteHeader(status)
				io.WriteString(rw, body) //nolint:errcheck // a test's answer
			}))
			c := client(t, server.URL, RetryPolicy{Attempt: time.Second})
			_, err := c.GetMe(t.Context())
			if e := AsAPIError(err); e == nil || !e.Temporary() || !strings.Contains(e.Description, "redirect") {
				t.Errorf("%d with %q: %v", status, body, err)
			}
			_, err = c.Raw("sendMessage", map[string]string{"text": "personal words"})
			failsQuietly(t, err)
			server.Close()
		}
	}
	if n := followed.Load(); n != 0 {
		t.Errorf("%d redirects were followed", n)
	}
}

// An answer is read up to a bound, packed or not.
func TestAnAnswerHasABound(t *testing.T) {
	t.Parallel()
	const beyond = largestAnswer + 1
	for name, write := range map[string]func(rw http.ResponseWriter){
		"plain": func(rw http.ResponseWriter) { endless(rw, beyond) },
		"packed": func(rw http.ResponseWriter) {
			rw.Header().Set("Content-Encoding", "gzip")
			packer := gzip.NewWriter(rw)
			endless(packer, 20*beyond)
			packer.Close()
		},
		"a header": func(rw http.ResponseWriter) {
			rw.Header().Set("X", strings.Repeat("x", largestHeader))
			io.WriteString(rw, `{"ok":true,"result":{"id":5}}`) //nolint:errcheck // a test's answer
		},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { write(rw) }))
		_, err := client(t, server.URL, RetryPolicy{Attempt: 20 * time.Second}).GetMe(t.Context())
		if err == nil || !Again(err) {
			t.Errorf("%s: %v", name, err)
		}
		failsQuietly(t, err)
		server.Close()
	}
}

// endless writes an answer that says ok after that many bytes.
func endless(w io.Writer, size int) {
	io.WriteString(w, `{"ok":true,"result":{"id":5,"first_name":"`) //nolint:errcheck // the reader may go
	chunk := strings.Repeat("x", 1<<20)
	for n := 0; n < size; n += len(chunk) {
		if _, err := io.WriteString(w, chunk); err != nil {
			return
		}
	}
	io.WriteString(w, `"}}`) //nolint:errcheck // the reader may go
}
