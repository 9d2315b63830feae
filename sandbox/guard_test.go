package sandbox

import (
	"bytes"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestTheAPIAnswersNoOtherSites(t *testing.T) {
	w := newWorld(t, Options{})
	host := strings.TrimPrefix(w.url, "http://")
	for _, c := range []struct {
		name, host, origin, site string
		want                     int
	}{
		{"a bot", host, "", "", 200},
		{"a bot by another name", "telegram.example", "", "", 200},
		{"the address typed in", host, "", "none", 200},
		{"the page", host, w.url, "same-origin", 200},
		{"a foreign page", host, "https://evil.example", "cross-site", 403},
		{"a foreign page that hides", host, "null", "", 403},
		{"a link or a picture on a foreign page", host, "", "cross-site", 403},
		{"another port", host, "http://127.0.0.1:1", "same-site", 403},
		{"a foreign name for this machine", "evil.example", "http://evil.example", "same-origin", 403},
	} {
		r, err := http.NewRequest(http.MethodGet, w.url+"/bot"+w.Token()+"/getMe", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = c.host
		for name, v := range map[string]string{"Origin": c.origin, "Sec-Fetch-Site": c.site} {
			if v != "" {
				r.Header.Set(name, v)
			}
		}
		if got := w.read(http.DefaultClient.Do(r)); got.Status != c.want {
			t.Errorf("%s: %d %s", c.name, got.Status, got.Description)
		}
	}
}

func TestEachSandboxHasATokenOfItsOwn(t *testing.T) {
	a, b := New(Options{}), New(Options{})
	if a.Token() == b.Token() || len(a.Token()) < 40 || a.Me().ID != 7000000001 {
		t.Errorf("%s, %s", a.Token(), b.Token())
	}
}

func TestRequestsAreBounded(t *testing.T) {
	w := newWorld(t, Options{})
	long := strings.Repeat("x", largestParameters+1)
	w.refused("sendMessage", map[string]any{"chat_id": 1001, "text": long}, 413, "Request Entity Too Large")
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for _, name := range []string{"text", "caption"} { // together they are too long
		if err := m.WriteField(name, long[:largestParameters/2+1]); err != nil {
			t.Fatal(err)
		}
	}
	m.Close()
	if r := w.read(http.Post(w.url+"/bot"+w.Token()+"/sendMessage", m.FormDataContentType(), &body)); r.Status != 413 {
		t.Errorf("%+v", r)
	}
}

func TestABodyThatNeverComesIsGivenUp(t *testing.T) {
	s := New(Options{})
	ended := make(chan error, 1)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := s.readWithin(10*time.Millisecond, w, r)
		ended <- err
	})}
	go server.Serve(l) //nolint:errcheck // it ends with the test
	defer server.Close()
	line, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	if _, err := io.WriteString(line, "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil {
		t.Error("it was read")
	}
}

func TestUploadsTakeNoMemory(t *testing.T) {
	w := newWorld(t, Options{})
	data := bytes.Repeat([]byte("0123456789"), 20_000) // some chunks and a bit
	for range 3 {
		if r := w.send("sendDocument", "document", "a.txt", data); !r.OK {
			t.Fatalf("%+v", r)
		}
	}
	end := w.spool.end
	for range 3 { // these are refused, and their room is used again
		w.send("sendPhoto", "photo", "a.png", data)
	}
	w.anna.Block()
	for range 3 {
		if r := w.send("sendDocument", "document", "a.txt", data); r.Status != 403 {
			t.Errorf("%+v", r)
		}
	}
	if grown := w.spool.end - end; grown > 4*chunkSize {
		t.Errorf("refused uploads took %d bytes", grown)
	}
	for _, m := range w.anna.Chat().Messages()[1:] {
		if _, got, ok := w.File(m.Document.ID); !ok || !bytes.Equal(got, data) {
			t.Errorf("%d bytes came back", len(got))
		}
	}
}
