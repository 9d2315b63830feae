package control

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A service may see another /tmp than whoever asks for the backup.
func TestABackupThatIsElsewhereIsNoSuccess(t *testing.T) {
	directory := t.TempDir()
	database, path := filepath.Join(directory, "donations.db"), filepath.Join(directory, "copy.db")
	if err := os.WriteFile(database, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := listen(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 23, 12, 0, 0, 5, time.UTC)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"backup":{"size":5,"at":%q}}`+"\n", at.Format(time.RFC3339Nano))
		io.WriteString(w, `{"done":true}`) //nolint:errcheck // a test's answer
	})}
	go server.Serve(l) //nolint:errcheck // it ends with the test
	defer server.Close()
	c, err := dial(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	elsewhere := func(when string) {
		t.Helper()
		if err := c.Backup(t.Context(), path); err == nil || !strings.Contains(err.Error(), "the backup is not at "+path+" as you see it") {
			t.Errorf("%s: %v", when, err)
		}
	}
	elsewhere("nothing is there")
	if err := os.WriteFile(path, []byte("an old one"), 0o600); err != nil {
		t.Fatal(err)
	}
	elsewhere("another file is there")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	elsewhere("an older one is there")
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
	if err := c.Backup(t.Context(), path); err != nil {
		t.Errorf("it is there: %v", err)
	}
}
