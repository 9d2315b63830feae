package sandbox

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFilesPointOneWay keeps the files of the package in layers: no file needs another
// that needs it too, and the world does not know its Bot API.
func TestFilesPointOneWay(t *testing.T) {
	uses := usesBetweenFiles(t)
	for from, all := range uses {
		for to := range all {
			if !strings.HasPrefix(from, "api") && strings.HasPrefix(to, "api") {
				t.Errorf("%s is of the world and knows %s", from, to)
			}
		}
	}
	for len(uses) > 0 { // take off what needs nothing, layer by layer
		var lowest []string
		for file, all := range uses {
			if len(all) == 0 {
				lowest = append(lowest, file)
			}
		}
		if len(lowest) == 0 {
			t.Fatalf("these files need each other in circles: %v", uses)
		}
		for _, file := range lowest {
			delete(uses, file)
			for _, all := range uses {
				delete(all, file)
			}
		}
	}
}

// usesBetweenFiles finds which file uses what another one declares.
func usesBetweenFiles(t *testing.T) map[string]map[string]bool {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(set, name, source, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: nothing{}, Error: func(error) {}} // what is imported is not looked at
	own, _ := config.Check("sandbox", set, files, info)
	uses := map[string]map[string]bool{}
	for _, name := range names {
		uses[name] = map[string]bool{}
	}
	for ident, object := range info.Uses {
		from, to := set.Position(ident.Pos()).Filename, set.Position(object.Pos()).Filename
		if object.Pkg() == own && from != to {
			uses[from][to] = true
		}
	}
	return uses
}

// nothing imports packages without contents.
type nothing struct{}

func (nothing) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, filepath.Base(path))
	p.MarkComplete()
	return p, nil
}
