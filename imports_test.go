package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/donatebot/donatebot/"

// mayImport lists the rooms of the house and which of the others each may import.
// Whatever is not listed, a room does not know.
var mayImport = map[string][]string{
	"": {"cmd"},
	"cmd": {"bot", "campaigns", "config", "control", "export", "locales", "money", "sandbox", "sandbox/web",
		"storage", "storage/bolt"},

	"bot":          {"bot/chat", "bot/outbox", "bot/telegram", "campaigns", "locales", "money", "storage"},
	"bot/chat":     {"bot/telegram", "campaigns", "export", "locales", "money", "storage"}, // not the outbox
	"bot/outbox":   {"bot/telegram", "campaigns", "locales", "money", "storage"},           // not the chat
	"bot/telegram": {},

	"control": {"campaigns", "storage"},
	"config":  {"campaigns", "money"},
	"export":  {"campaigns", "locales", "money"},
	"locales": {"campaigns"},

	"storage":             {"campaigns", "money"},
	"storage/bolt":        {"campaigns", "money", "storage"},
	"storage/storagetest": {"campaigns", "money", "storage"},

	"campaigns": {"money"},
	"money":     {},

	"sandbox":             {"sandbox/markup", "sandbox/spec"},
	"sandbox/markup":      {},
	"sandbox/spec":        {},
	"sandbox/web":         {"sandbox", "sandbox/markup", "sandbox/spec"},
	"sandbox/sandboxtest": {"sandbox"},
}

// onlyInside names the room that alone may use a library, with the rooms in it.
var onlyInside = map[string]string{
	"go.etcd.io/bbolt":              "storage/bolt",
	"gopkg.in/telebot.v3":           "bot",
	"github.com/spf13/viper":        "config",
	"go.yaml.in/yaml":               "config",
	"github.com/spf13/cobra":        "cmd",
	"github.com/bojanz/currency":    "money",
	"github.com/xuri/excelize":      "export",
	"github.com/nicksnyder/go-i18n": "locales",
	"github.com/fxamacker/cbor":     "storage",
}

// libraries lists what the rooms of the domain may use beside the standard library.
var libraries = map[string][]string{
	"campaigns": {},
	"money":     {"github.com/bojanz/currency"},
}

func TestImportsPointOneWay(t *testing.T) {
	seen := map[string]bool{}
	for file, imports := range sources(t) {
		room := strings.TrimPrefix(path.Dir(file), ".")
		if _, known := mayImport[room]; !known {
			t.Errorf("%s: the house has no room %q: add it here and to CONTRIBUTING.md", file, room)
			continue
		}
		seen[room] = true
		for _, imported := range imports {
			if fault := importFault(room, imported); fault != "" {
				t.Errorf("%s imports %s: %s", file, imported, fault)
			}
		}
	}
	for room := range mayImport {
		if !seen[room] {
			t.Errorf("the room %q is empty", room)
		}
	}
}

// importFault says what is wrong with an import, "" if nothing is.
func importFault(room, imported string) string {
	if ours, ok := strings.CutPrefix(imported, module); ok {
		if !slices.Contains(mayImport[room], ours) {
			return strconv.Quote(room) + " may not know it"
		}
		return ""
	}
	for library, owner := range onlyInside {
		if within(imported, library) && !within(room, owner) {
			return "only " + owner + " may use it"
		}
	}
	allowed, limited := libraries[room]
	if limited && !standard(imported) && !slices.ContainsFunc(allowed, func(l string) bool { return within(imported, l) }) {
		return "this room uses the standard library" + strings.Join(append([]string{""}, allowed...), " and ") + " only"
	}
	return ""
}

func TestImportFaults(t *testing.T) {
	for _, c := range []struct {
		room, imported string
		wrong          bool
	}{
		{"bot/chat", module + "bot/outbox", true},
		{"bot/outbox", module + "bot/chat", true},
		{"bot/telegram", module + "campaigns", true},
		{"sandbox", module + "money", true},
		{"control", module + "money", true},
		{"campaigns", module + "money", false},
		{"campaigns", "golang.org/x/text/language", true},
		{"campaigns", "encoding/csv", false},
		{"money", "github.com/bojanz/currency", false},
		{"money", "golang.org/x/text/number", true},
		{"config", "github.com/bojanz/currency", true},
		{"bot/outbox", "gopkg.in/telebot.v3", false},
		{"cmd", "gopkg.in/telebot.v3", true},
		{"storage/bolt", "go.etcd.io/bbolt/errors", false},
		{"cmd", "go.etcd.io/bbolt", true},
		{"cmd", "github.com/spf13/viper", true},
		{"control", "github.com/spf13/cobra", true},
		{"bot/chat", "github.com/nicksnyder/go-i18n/v2/i18n", true},
		{"cmd", "go.yaml.in/yaml/v3", true},
		{"storage/bolt", "github.com/fxamacker/cbor/v2", false},
		{"export", "github.com/fxamacker/cbor/v2", true},
	} {
		if fault := importFault(c.room, c.imported); (fault != "") != c.wrong {
			t.Errorf("%q imports %s: %q", c.room, c.imported, fault)
		}
	}
}

// within reports whether a path is the root or inside it.
func within(name, root string) bool { return name == root || strings.HasPrefix(name, root+"/") }

// standard reports whether a package is of the standard library.
func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

// sources returns the imports of each Go file of the program, without the tests.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			found[filepath.ToSlash(name)], err = importsOf(name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func importsOf(name string) (paths []string, err error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	for _, i := range parsed.Imports {
		imported, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return nil, err
		}
		paths = append(paths, imported)
	}
	return paths, nil
}
