package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport is the house: which of our packages each may import. What a package
// may not name here, it does not know.
var mayImport = map[string][]string{
	"":                    {"cmd"},
	"cmd":                 {"bot", "campaigns", "config", "control", "export", "locales", "money", "sandbox", "storage"},
	"bot":                 {"campaigns", "export", "locales", "money", "storage"},
	"config":              {"campaigns", "money"},
	"export":              {"campaigns", "locales", "money"},
	"control":             {"campaigns", "money", "storage"},
	"locales":             {"campaigns"},
	"storage":             {"campaigns", "money"},
	"campaigns":           {"money"},
	"money":               {},
	"sandbox":             {},
	"sandbox/sandboxtest": {"sandbox"},
}

// onlyUser names the one package that may use a library.
var onlyUser = map[string]string{
	"go.etcd.io/bbolt":       "storage",
	"gopkg.in/telebot.v3":    "bot",
	"github.com/spf13/viper": "config",
	"github.com/spf13/cobra": "cmd",

	"github.com/bojanz/currency": "money",
	"github.com/xuri/excelize":   "export",
}

func TestImportsPointOneWay(t *testing.T) {
	seen := map[string]bool{}
	for file, imports := range sources(t) {
		room := filepath.ToSlash(filepath.Dir(file))
		if room == "." {
			room = ""
		}
		allowed, known := mayImport[room]
		if !known {
			t.Errorf("%s: the house has no room %q; add it here and to CONTRIBUTING.md", file, room)
			continue
		}
		seen[room] = true
		for _, path := range imports {
			if ours, ok := strings.CutPrefix(path, "github.com/donatebot/donatebot/"); ok && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s, which %q may not know", file, path, room)
			}
			for library, user := range onlyUser {
				if (path == library || strings.HasPrefix(path, library+"/")) && room != user {
					t.Errorf("%s imports %s, which only %s may use", file, path, user)
				}
			}
			if room == "campaigns" && !strings.HasPrefix(path, "github.com/donatebot/") && strings.Contains(strings.Split(path, "/")[0], ".") {
				t.Errorf("%s imports %s; the domain uses money and the standard library only", file, path)
			}
		}
	}
	for room := range mayImport {
		if !seen[room] {
			t.Errorf("the room %q is empty", room)
		}
	}
}

// sources are the imports of each file of the program, tests left out.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != "." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		found[path] = nil
		for _, i := range parsed.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			found[path] = append(found[path], name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
