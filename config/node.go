package config

import (
	"fmt"
	"strconv"
	"strings"
)

// kind is the form of a value in the file.
type kind int

const (
	scalar kind = iota
	list
	mapping
	null
	free // of a shape alone: any of the others
)

// node is a value of the file, or of the environment, with its text as written.
type node struct {
	kind  kind
	text  string // of a scalar
	tag   string // of a scalar, what YAML takes it for: "!!int"
	items []*node
	pairs []pair // of a mapping, in the file's order

	line     int    // of the file; 0: none
	order    int    // place in the file, counted; anchors count where they are used
	variable string // that it came from; "": from the file
	bad      bool   // it can't be read, which was reported already
}

// pair is a key with its value. Keys that were given again are kept apart.
type pair struct {
	key   string
	value *node
	again []*node
}

// get returns the value of a mapping's key, nil if there is none.
func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for _, p := range n.pairs {
		if p.key == key {
			return p.value
		}
	}
	return nil
}

// find returns the value under a dotted name, nil if there is none.
func (n *node) find(name string) *node {
	for key := range strings.SplitSeq(name, ".") {
		n = n.get(key)
	}
	return n
}

// field is a key and what is there, if anything.
type field struct {
	key      string // "campaigns[1].amounts[0]"
	campaign string
	node     *node // nil: the key is not given
	parent   int   // order of what it is, or would be, in
	secret   bool
}

// given reports whether there is a value that can be read.
func (f field) given() bool { return f.node != nil && !f.node.bad }

// absent reports whether the key is not there at all.
func (f field) absent() bool { return f.node == nil }

// spoil marks what is there as unreadable: it was reported, and what follows from it
// need not be.
func (f field) spoil() {
	if f.node != nil {
		f.node.bad = true
	}
}

// text returns the scalar as written, "" if there is none.
func (f field) text() string {
	if !f.given() || f.node.kind != scalar {
		return ""
	}
	return f.node.text
}

// sub returns a key of the mapping.
func (f field) sub(key string) field {
	s := field{key: key, campaign: f.campaign, node: f.node.get(key), parent: f.order()}
	if f.key != "" {
		s.key = f.key + "." + key
	}
	return s
}

// at returns what is under a path such as "shipping.options[1].price", and whether all
// on the way there can be read.
func (f field) at(path string) (found field, readable bool) {
	found, readable = f, f.given()
	for part := range strings.SplitSeq(path, ".") {
		key, index, listed := strings.Cut(part, "[")
		found = found.sub(key)
		readable = readable && (found.absent() || found.given())
		if items := found.items(); listed {
			n, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
			if err != nil || n >= len(items) {
				return found, false
			}
			found = items[n]
			readable = readable && found.given()
		}
	}
	return found, readable
}

// items returns the entries of the list.
func (f field) items() []field {
	if !f.given() {
		return nil
	}
	items := make([]field, len(f.node.items))
	for i, n := range f.node.items {
		items[i] = field{key: fmt.Sprintf("%s[%d]", f.key, i), campaign: f.campaign, node: n, parent: f.order(), secret: f.secret}
	}
	return items
}

// order returns where faults about what the field lacks belong.
func (f field) order() int {
	if f.node == nil {
		return f.parent
	}
	return f.node.order
}
