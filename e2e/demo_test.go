package e2e

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/donatebot/donatebot/cmd" // so that go test runs these tests again when the program changes
)

// screenshots is where pictures of the page go; none are made without it.
var screenshots = flag.String("screenshots", "", "make pictures of the page in this `folder`")

var program string // the built program

// parts of the program that no import shows, which go test watches once they are read.
var parts = []string{"../main.go", "../config.yaml"}

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "e2e")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	for _, part := range parts {
		if _, err := os.ReadFile(part); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	program = filepath.Join(folder, "donatebot")
	if testing.Short() {
		return m.Run() // nothing then needs the program
	}
	if out, err := exec.Command("go", "build", "-o", program, "..").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "the program can't be built: %v\n%s", err, out)
		return 1
	}
	defer func() {
		if one.stop != nil {
			one.stop()
		}
	}()
	return m.Run()
}

// demo starts the demo, with nobody giving by themselves unless the options say
// otherwise, and returns its address.
func demo(t *testing.T, options ...string) string {
	t.Helper()
	c := exec.Command(program, append([]string{"demo", "--quiet", "--listen", "127.0.0.1:0", "--data", t.TempDir()}, options...)...)
	stderr := &strings.Builder{}
	c.Stderr = stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Signal(os.Interrupt) //nolint:errcheck // it may have ended
		kill := time.AfterFunc(patience, func() { c.Process.Kill() })
		defer kill.Stop()
		if err := c.Wait(); err != nil || t.Failed() {
			t.Logf("the demo ended: %v\n%s", err, stderr)
		}
	})
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatalf("the demo says nothing: %v", lines.Err())
	}
	address := lines.Text()
	go func() {
		for lines.Scan() {
		}
	}()
	return address
}
