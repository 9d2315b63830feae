package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// guides returns the pages that people find their way by.
func guides(t *testing.T) []string {
	t.Helper()
	decisions, err := filepath.Glob("docs/decisions/*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{"README.md", "CONTRIBUTING.md", "PERFORMANCE.md", "SECURITY.md"}, decisions...)
}

var (
	testName = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z]\\w+)`")
	fileName = regexp.MustCompile("`((?:[\\w.-]+/)*[\\w*-]+\\.(?:go|md|json|yaml|txt|txtar|run))`")
	pageLink = regexp.MustCompile(`\]\(([^):#]+)(?:#[^)]*)?\)`)
)

// examples are files that the guides name as examples of ones to add.
var examples = []string{"locales/it.json", "locales/xx.json"}

// TestGuidesNameWhatExists keeps the guides true: each test, file and page that they
// name is there.
func TestGuidesNameWhatExists(t *testing.T) {
	tests := testsOfTheProgram(t)
	for _, guide := range guides(t) {
		text, err := os.ReadFile(guide)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range namedBy(testName, text) {
			if !tests[name] {
				t.Errorf("%s names %s, which no test is called", guide, name)
			}
		}
		for _, name := range namedBy(fileName, text) {
			if !someFile(t, name) {
				t.Errorf("%s names %s, which does not exist", guide, name)
			}
		}
		for _, link := range namedBy(pageLink, text) {
			if !someFile(t, filepath.ToSlash(filepath.Join(filepath.Dir(guide), link))) {
				t.Errorf("%s links to %s, which does not exist", guide, link)
			}
		}
	}
}

func namedBy(form *regexp.Regexp, text []byte) (names []string) {
	for _, found := range form.FindAllSubmatch(text, -1) {
		names = append(names, string(found[1]))
	}
	return names
}

// someFile reports whether a file's name, which may hold *, fits a file of the
// program, or is an example of one to add.
func someFile(t *testing.T, name string) bool {
	t.Helper()
	found, err := filepath.Glob(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	return len(found) > 0 || slices.Contains(examples, name)
}

// testsOfTheProgram returns the names of all tests, fuzz targets and benchmarks.
func testsOfTheProgram(t *testing.T) map[string]bool {
	t.Helper()
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	names := map[string]bool{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(name)
		for _, test := range namedBy(declared, text) {
			names[test] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
