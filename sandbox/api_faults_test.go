package sandbox

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// try is a sendMessage that may break; it tells what came back.
func (w *world) try() (status int, body string, err error) {
	resp, err := http.Post(w.url+"/bot"+w.Token()+"/sendMessage", "application/json", strings.NewReader(`{"chat_id":1001,"text":"x"}`))
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(data), err
}

func TestFaults(t *testing.T) {
	w := newWorld(t, Options{})
	for _, c := range []struct {
		name   string
		kind   FaultKind
		status int
		broken bool
		done   bool
		body   string
	}{
		{"too many", FaultTooMany{7}, 429, false, false, `"retry_after":7`},
		{"server", FaultServer{}, 500, false, false, "Internal Server Error: restart"},
		{"gateway", FaultServer{HTML: true}, 502, false, false, "<html>"},
		{"server after", FaultServerAfter{}, 500, false, true, "Internal Server Error: request aborted"},
		{"drop", FaultDrop{}, 0, true, false, ""},
		{"drop after", FaultDropAfter{}, 0, true, true, ""},
		{"half", FaultHalf{}, 200, true, true, `{"ok":true`},
		{"slow", FaultSlow{time.Millisecond}, 200, false, true, `{"ok":true`},
		{"answer", FaultAnswer{403, "user is deactivated"}, 403, false, false, "Forbidden: user is deactivated"},
	} {
		before := len(w.anna.Chat().Messages())
		w.Faults().Add(Fault{Kind: c.kind, Times: 1})
		status, body, err := w.try()
		done := len(w.anna.Chat().Messages()) > before
		if status != c.status || (err != nil) != c.broken || done != c.done || !strings.Contains(body, c.body) {
			t.Errorf("%s: %d %q %v, done: %t", c.name, status, body, err, done)
		}
		if status, _, err := w.try(); status != 200 || err != nil {
			t.Errorf("after %s: %d %v", c.name, status, err)
		}
	}
}

// oddFault is of a type that the sandbox has no answer for.
type oddFault struct{}

func (oddFault) fault() {}

// TestAFaultWithoutAnAnswerPanics, rather than let a test pass that made it.
func TestAFaultWithoutAnAnswerPanics(t *testing.T) {
	w := newWorld(t, Options{})
	defer func() {
		if recover() == nil {
			t.Error("the request was answered as if there were no fault")
		}
	}()
	w.spoil(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil), nil, &active{Fault: Fault{Kind: oddFault{}}})
}

func TestAHangingRequestEndsWithItsFault(t *testing.T) {
	w := newWorld(t, Options{})
	hangs := make(chan struct{})
	remove := w.Faults().Add(Fault{Method: "sendMessage", Kind: FaultHang{}, Match: func(Request) bool { close(hangs); return true }, Times: 1})
	ended := make(chan error, 1)
	go func() { _, _, err := w.try(); ended <- err }()
	<-hangs
	if status, _, _ := w.try(); status != 200 {
		t.Errorf("the next one goes through: %d", status)
	}
	remove()
	if err := <-ended; err == nil {
		t.Error("it got an answer")
	}
}

func TestAChatTakesNoMoreThanItCanSend(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	var held, ended sync.WaitGroup
	held.Add(mostUnsent)
	remove := w.Faults().Add(Fault{Method: "sendMessage", Kind: FaultHang{}, Match: func(r Request) bool {
		if r.Params["text"] == "x" {
			held.Done()
		}
		return r.Params["text"] == "x"
	}})
	for range mostUnsent {
		ended.Go(func() { w.try() }) //nolint:errcheck // it hangs
	}
	held.Wait()
	begun := time.Now()
	r := w.call("sendMessage", map[string]any{"chat_id": 1001, "text": "one more"})
	if r.Status != 429 || r.Description != "Too Many Requests: retry after 60" || r.Parameters.RetryAfter != 60 || time.Since(begun) < unsentPause {
		t.Errorf("after %v: %+v", time.Since(begun), r)
	}
	g := w.NewGroup("G", w.anna)
	w.must("sendMessage", map[string]any{"chat_id": g.ID, "text": "elsewhere"}, nil)
	remove()
	ended.Wait()
	w.must("sendMessage", map[string]any{"chat_id": 1001, "text": "again"}, nil)
}

func TestWatchersSeeAllOrAreTold(t *testing.T) {
	w := newWorld(t, Options{})
	events, stop := w.Watch()
	w.must("sendMessage", map[string]any{"chat_id": 1001, "text": "x"}, nil)
	w.anna.Send(w.anna.Chat(), "y")
	for _, want := range []string{"chat", "request", "chat", "update"} {
		if e := <-events; e.Kind != want {
			t.Errorf("%s instead of %s", e.Kind, want)
		}
	}
	for range watchBuffer + 10 {
		w.anna.Send(w.anna.Chat(), "z")
	}
	for range watchBuffer {
		<-events
	}
	w.anna.Send(w.anna.Chat(), "z")
	if e := <-events; e.Kind != "resync" {
		t.Errorf("%s", e.Kind)
	}
	stop()
}

// send uploads a file.
func (w *world) send(method, field, name string, data []byte) reply {
	w.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile(field, name)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		w.t.Fatal(err)
	}
	if err := m.WriteField("chat_id", "1001"); err != nil {
		w.t.Fatal(err)
	}
	m.Close()
	return w.read(http.Post(w.url+"/bot"+w.Token()+"/"+method, m.FormDataContentType(), &body))
}

func TestUploads(t *testing.T) {
	w := newWorld(t, Options{})
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	if r := w.send("sendPhoto", "photo", "a.png", []byte("no picture")); r.Description != "Bad Request: IMAGE_PROCESS_FAILED" {
		t.Errorf("%+v", r)
	}
	if r := w.send("sendPhoto", "photo", "a.png", append(picture.Bytes(), make([]byte, largestPhoto)...)); r.Description != "Bad Request: file is too big" {
		t.Errorf("%+v", r)
	}
	r := w.send("sendPhoto", "photo", "a.png", picture.Bytes())
	var m struct {
		Photo []struct {
			ID    string `json:"file_id"`
			Width int
		}
	}
	if err := json.Unmarshal(r.Result, &m); err != nil || len(m.Photo) != 1 || m.Photo[0].Width != 30 {
		t.Fatalf("%+v %v", r, err)
	}
	if r := w.send("sendPhoto", "photo", "", picture.Bytes()); !r.OK {
		t.Errorf("an upload needs no name: %+v", r)
	}
	w.must("sendPhoto", map[string]any{"chat_id": 1001, "photo": m.Photo[0].ID}, nil)
	w.refused("sendDocument", map[string]any{"chat_id": 1001, "document": m.Photo[0].ID}, 400, "Bad Request: can't use file of type Photo as Document")
	if r := w.send("sendDocument", "document", "a.csv", []byte("x,y")); !r.OK {
		t.Errorf("%+v", r)
	}
	all := w.anna.Chat().Messages()
	d := all[len(all)-1].Document
	if name, data, ok := w.File(d.ID); !ok || name != "a.csv" || string(data) != "x,y" {
		t.Errorf("%s %s", name, data)
	}
	var f struct {
		Path string `json:"file_path"`
	}
	w.must("getFile", map[string]any{"file_id": d.ID}, &f)
	resp, err := http.Get(w.url + "/file/bot" + w.Token() + "/" + f.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if data, _ := io.ReadAll(resp.Body); string(data) != "x,y" {
		t.Errorf("%s", data)
	}
}
