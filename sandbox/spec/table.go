package spec

import (
	_ "embed" // the tables
	"slices"
	"strings"
)

// methodTable has one method a line with its parameters; "!" marks those required and
// "[T]" is an array of T.
//
//go:embed methods.txt
var methodTable string

// typeTable has one type a line with its fields, as in methodTable, or its variants
// behind a "=". Only what a bot may send is in it, and Update.
//
//go:embed types.txt
var typeTable string

// field is a parameter of a method or a field of a type.
type field struct {
	kind     string   // as in the table
	types    []string // one of these
	required bool
}

func newField(kind string, required bool) field {
	return field{kind, strings.Split(kind, "|"), required}
}

// object is a type with fields; one with variants has the fields of all of them.
type object struct {
	fields   map[string]field
	variants []string
}

// entries reads a table into names and the words behind them.
func entries(table string) map[string][]string {
	found := map[string][]string{}
	for line := range strings.Lines(table) {
		words := strings.Fields(line)
		found[words[0]] = words[1:]
	}
	return found
}

// readFields reads words such as "chat_id:Integer|String!".
func readFields(words []string) map[string]field {
	fields := map[string]field{}
	for _, word := range words {
		name, types, _ := strings.Cut(word, ":")
		types, required := strings.CutSuffix(types, "!")
		fields[name] = newField(types, required)
	}
	return fields
}

var objects = func() map[string]object {
	all := map[string]object{}
	for name, words := range entries(typeTable) {
		if len(words) > 0 && words[0] == "=" {
			all[name] = object{variants: words[1:]}
			continue
		}
		all[name] = object{fields: readFields(words)}
	}
	return all
}()

// typeFields has the fields of each type in the table, and of its variants.
var typeFields = func() map[string]map[string]field {
	all := map[string]map[string]field{}
	for name := range objects {
		all[name] = fieldsOf(name)
	}
	return all
}()

// fieldsOf returns the fields of a type and of its variants, nil if it is a scalar or
// not in the table.
func fieldsOf(name string) map[string]field {
	o := objects[name]
	if len(o.variants) == 0 {
		return o.fields
	}
	union := map[string]field{}
	for _, variant := range o.variants {
		for name, f := range fieldsOf(variant) {
			f.types = append(slices.Clone(union[name].types), f.types...)
			union[name] = f
		}
	}
	return union
}

// findField returns the field of that name of any of the types; checked is false if
// none of them is in the table.
func findField(types []string, name string) (f field, known, checked bool) {
	for _, t := range types {
		fields, listed := typeFields[t]
		checked = checked || listed
		if f, known = fields[name]; known {
			return f, true, true
		}
	}
	return field{}, false, checked
}
