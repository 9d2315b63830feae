package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTypedErrorsCrossTheSocket sends each typed error as a reply, wrapped as it
// would be.
func TestTypedErrorsCrossTheSocket(t *testing.T) {
	for code, typed := range errorCodes {
		sent := fmt.Errorf("receipt 2024-000001: %w", typed)
		wire, err := json.Marshal(replyOfError(sent))
		if err != nil {
			t.Fatal(err)
		}
		var received reply
		if err := json.Unmarshal(wire, &received); err != nil {
			t.Fatal(err)
		}
		got := errorOfReply(received)
		if !errors.Is(got, typed) || got.Error() != sent.Error() {
			t.Errorf("%s: %v arrives as %v", code, sent, got)
		}
		for other, unrelated := range errorCodes {
			if other != code && errors.Is(got, unrelated) {
				t.Errorf("%s arrives as %s too", code, other)
			}
		}
	}
}

func TestOtherErrorsCrossTheSocketAsText(t *testing.T) {
	for _, r := range []reply{replyOfError(errors.New("the disk is full")), {Error: "the disk is full", Code: "of_a_newer_version"}} {
		got := errorOfReply(r)
		if got.Error() != "the disk is full" || errors.Unwrap(got) != nil {
			t.Errorf("%+v arrives as %v", r, got)
		}
	}
}

// TestEveryTypedErrorHasACode reads the sources of campaigns and storage: an error
// that is exported there, but has no code, would lose its type on the socket.
func TestEveryTypedErrorHasACode(t *testing.T) {
	exported := map[string]bool{}
	for _, room := range []string{"campaigns", "storage"} {
		for _, name := range typedErrors(t, filepath.Join("..", room)) {
			code := codeOf(name)
			if exported[code] = true; errorCodes[code] == nil {
				t.Errorf("%s.%s has no code: add %q to errorCodes", room, name, code)
			}
		}
	}
	for code := range errorCodes {
		if !exported[code] {
			t.Errorf("no typed error has the code %q", code)
		}
	}
}

// codeOf returns the code for an error's name: not_in_review for ErrNotInReview.
func codeOf(name string) string {
	words := regexp.MustCompile(`[A-Z][a-z]*`).FindAllString(strings.TrimPrefix(name, "Err"), -1)
	return strings.ToLower(strings.Join(words, "_"))
}

// typedErrors returns the names of the error variables that a package exports.
func typedErrors(t *testing.T, directory string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(directory, entry.Name()), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			names = append(names, errorNames(decl)...)
		}
	}
	return names
}

func errorNames(decl ast.Decl) (names []string) {
	variables, ok := decl.(*ast.GenDecl)
	if !ok || variables.Tok != token.VAR {
		return nil
	}
	for _, spec := range variables.Specs {
		for _, name := range spec.(*ast.ValueSpec).Names {
			if strings.HasPrefix(name.Name, "Err") {
				names = append(names, name.Name)
			}
		}
	}
	return names
}
