package cmd

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test's binary be the program if it is called by its name,
// so that each command runs as a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv(raceVariable) == "" {
		os.Setenv(raceVariable, "atexit_sleep_ms=0")
	}
	testscript.Main(m, map[string]func(){"donatebot": donatebot})
}

// exampleVariable names the project's directory, which has the demo's example, for
// processes that run elsewhere.
const exampleVariable = "TEST_EXAMPLE"

// raceVariable tells the race detector, in a process that has it, not to wait for
// a second before it ends.
const raceVariable = "GORACE"

func donatebot() {
	os.Exit(Main(os.Args[1:], Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, example(os.Getenv(exampleVariable))))
}

// example is what the program has in it: the configuration and its photos.
func example(project string) fs.FS {
	found := fstest.MapFS{}
	for _, pattern := range []string{"config.yaml", "photos/*"} {
		names, err := fs.Glob(os.DirFS(project), pattern)
		if err != nil {
			panic(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(filepath.Join(project, name))
			if err != nil {
				panic(err)
			}
			found[name] = &fstest.MapFile{Data: text, Mode: 0o644}
		}
	}
	return found
}

// TestScripts runs the commands as an operator does. The scripts read as
// documentation of what each says; "go doc testscript" explains their form. With
// UPDATE_SCRIPTS=1 in the environment they take over what the program says now.
//
//	status 2 donatebot ...  runs it and expects that exit status
//	ledger [empty]          makes a ledger with a bit of everything, see sample_test.go
//	stars                   records a gift of Stars
//	damage [donations]      takes something out of a total and an index of it
//	truncate                cuts the ledger off
//	schema                  makes the ledger one of a version that is to come
//	close-unmatched         closes what review lists by an id, with the command
//	close-unpaid            closes the checkouts that review lists by their payload
//	hold                    is another program that has the ledger open
//	mode 0600 FILE          expects the file's permissions
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		RequireUniqueNames:  true,
		Setup:               setUpScript,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "ledger": ledger, "stars": stars, "damage": damage, "truncate": truncate, "schema": schema, "hold": hold, "mode": mode,
			"close-unmatched": closeUnmatched, "close-unpaid": closeUnpaid,
		},
	})
}

// setUpScript gives a script a configuration, if it brings none, that only its
// owner can read.
func setUpScript(e *testscript.Env) error {
	e.Setenv(raceVariable, os.Getenv(raceVariable))
	path := filepath.Join(e.WorkDir, "config.yaml")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		text, err := os.ReadFile("testdata/config.yaml")
		if err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			return err
		}
	}
	return filepath.WalkDir(e.WorkDir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".yaml") {
			err = os.Chmod(path, 0o600)
		}
		return err
	})
}

// status is: status CODE PROGRAM ARGS...
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// mode is: mode OCTAL FILE
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode OCTAL FILE")
	}
	want, err := strconv.ParseUint(args[0], 8, 32)
	ts.Check(err)
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := info.Mode().Perm(); got != fs.FileMode(want) {
		ts.Fatalf("%s has the mode %#o, want %#o", args[1], got, want)
	}
}
