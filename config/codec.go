package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/viper"
	"go.yaml.in/yaml/v3"
)

// codec reads YAML for viper and keeps every scalar as the text that was
// written, with its line. Viper's own codec turns them into numbers and dates:
// 0123456701 would be an octal number and 19.99 a float.
//
// What viper would lose (keys with capitals or dots, and those without a value)
// stays in root, where the checks see it.
type codec struct {
	root *node
}

// Decoder implements [viper.DecoderRegistry]: there is one format.
func (c *codec) Decoder(string) (viper.Decoder, error) { return c, nil }

// Decode implements [viper.Decoder]. Leaves of values are *node.
func (c *codec) Decode(text []byte, values map[string]any) error {
	root, err := parse(text)
	if err != nil {
		return err
	}
	c.root = root
	for key, value := range forViper(root) {
		values[key] = value
	}
	return nil
}

// forViper turns mappings into maps; lists and scalars stay as they are. Keys that
// viper would change are left out: none of ours is such a key.
func forViper(n *node) map[string]any {
	values := map[string]any{}
	for _, p := range n.pairs {
		switch {
		case p.key != strings.ToLower(p.key) || strings.Contains(p.key, "."):
		case p.value.kind == mapping:
			values[p.key] = forViper(p.value)
		default:
			values[p.key] = p.value
		}
	}
	return values
}

// syntaxError is what makes a file unreadable as a whole.
type syntaxError struct {
	line    int // 0: unknown
	problem string
}

func (e *syntaxError) Error() string {
	if e.line > 0 {
		return fmt.Sprintf("line %d: %s", e.line, e.problem)
	}
	return e.problem
}

// parse reads one YAML document with a mapping at its top. An empty file is an
// empty mapping.
func parse(text []byte) (*node, error) {
	document, err := decode(text)
	if err != nil {
		return nil, diagnose(text, err)
	}
	if document == nil {
		return &node{kind: mapping}, nil
	}
	c := converter{budget: mostValues, open: map[*yaml.Node]bool{}}
	root, err := c.convert(document.Content[0])
	if err != nil {
		return nil, err
	}
	if root.kind == null {
		root.kind = mapping
	}
	if root.kind != mapping {
		return nil, &syntaxError{root.line, "must be keys with values, such as \"telegram:\""}
	}
	return root, nil
}

// decode reads the only document of a text, nil if there is none.
func decode(text []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, err
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		return nil, &syntaxError{second.Line, "a second document begins here; the file must contain only one"}
	case !errors.Is(err, io.EOF):
		return nil, err
	}
	return &document, nil
}

// mostValues is far more than a configuration contains: aliases of aliases stop
// here before they fill the memory.
const mostValues = 50_000

// converter turns YAML's nodes into ours, with aliases and merges resolved.
type converter struct {
	budget int
	count  int
	open   map[*yaml.Node]bool // being converted: an alias to one of them has no end
}

func (c *converter) convert(y *yaml.Node) (*node, error) {
	line := y.Line
	for y.Kind == yaml.AliasNode {
		y = y.Alias
	}
	if c.open[y] {
		return nil, &syntaxError{line, "an alias refers to the anchor that it is part of"}
	}
	if c.count++; c.count > c.budget {
		return nil, &syntaxError{line, fmt.Sprintf("there are more than %d values, including aliases", c.budget)}
	}
	n := &node{line: line, order: c.count}
	c.open[y] = true
	defer delete(c.open, y)
	var err error
	switch {
	case y.Kind == yaml.SequenceNode:
		n.kind = list
		n.items, err = c.list(y.Content)
	case y.Kind == yaml.MappingNode:
		n.kind = mapping
		n.pairs, err = c.mapping(y.Content)
	case y.ShortTag() == "!!null":
		n.kind = null
	default:
		n.text, n.tag = y.Value, y.ShortTag()
	}
	return n, err
}

func (c *converter) list(content []*yaml.Node) ([]*node, error) {
	var items []*node
	for _, y := range content {
		n, err := c.convert(y)
		if err != nil {
			return nil, err
		}
		items = append(items, n)
	}
	return items, nil
}

// mapping converts keys and values, which alternate. A key that is written takes
// precedence over one that is merged in ("<<").
func (c *converter) mapping(content []*yaml.Node) ([]pair, error) {
	var pairs, merged []pair
	for i := 0; i+1 < len(content); i += 2 {
		key, y := content[i], content[i+1]
		for key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		value, err := c.convert(y)
		switch {
		case err != nil:
			return nil, err
		case key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge":
			more, err := mergedPairs(value)
			if err != nil {
				return nil, err
			}
			merged = add(merged, more)
		case key.Kind != yaml.ScalarNode || key.Value == "" || key.ShortTag() == "!!null":
			return nil, &syntaxError{key.Line, "a key must be plain text"}
		default:
			pairs = repeat(pairs, key.Value, value)
		}
	}
	return add(pairs, merged), nil
}

// mergedPairs returns what "<<" names: a mapping, or a list of them of which the
// first takes precedence.
func mergedPairs(value *node) ([]pair, error) {
	switch value.kind {
	case mapping:
		return value.pairs, nil
	case list:
		var pairs []pair
		for _, item := range value.items {
			if item.kind != mapping {
				return nil, &syntaxError{item.line, "<< must name a mapping"}
			}
			pairs = add(pairs, item.pairs)
		}
		return pairs, nil
	default:
		return nil, &syntaxError{value.line, "<< must name a mapping"}
	}
}

// add appends the pairs whose keys are new.
func add(pairs, more []pair) []pair {
	for _, p := range more {
		if !slices.ContainsFunc(pairs, func(have pair) bool { return have.key == p.key }) {
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// repeat appends a pair, or notes that its key is there already.
func repeat(pairs []pair, key string, value *node) []pair {
	for i := range pairs {
		if pairs[i].key == key {
			pairs[i].again = append(pairs[i].again, value)
			return pairs
		}
	}
	return append(pairs, pair{key: key, value: value})
}
