package spec

import (
	_ "embed" // the tables
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
	types    []string // one of these
	required bool
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
		fields[name] = field{strings.Split(types, "|"), required}
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

// fieldsOf returns the fields of a type and of its variants, nil if it is a scalar or
// not in the table.
func fieldsOf(name string) map[string]field {
	o, known := objects[name]
	if !known || len(o.variants) == 0 {
		return o.fields
	}
	union := map[string]field{}
	for _, variant := range o.variants {
		for name, f := range fieldsOf(variant) {
			f.types = append(union[name].types, f.types...)
			union[name] = f
		}
	}
	return union
}
