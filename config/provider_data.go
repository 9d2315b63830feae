package config

import (
	"bytes"
	"encoding/json"
)

// providerData reads an object of JSON, written as text or as keys of YAML, of which
// JSON is a part.
func (r *reader) providerData(key string) string {
	f := r.value(key)
	if !f.given() || f.node.kind == scalar && f.text() == "" {
		return ""
	}
	text := []byte(f.text())
	if f.node.kind != scalar {
		text = f.node.json(nil)
	}
	var object map[string]json.RawMessage
	var compact bytes.Buffer
	if json.Unmarshal(text, &object) != nil || object == nil || json.Compact(&compact, text) != nil {
		r.fault(f, "must be an object of JSON, such as {\"receipt\": {}}")
		return ""
	}
	return compact.String()
}

// json appends the value to a text of JSON, in the file's order.
func (n *node) json(to []byte) []byte {
	switch {
	case n.kind == null:
		return append(to, "null"...)
	case n.kind == list:
		to = append(to, '[')
		for i, item := range n.items {
			to = item.json(comma(to, i))
		}
		return append(to, ']')
	case n.kind == mapping:
		to = append(to, '{')
		for i, p := range n.pairs {
			to = p.value.json(append(quoted(comma(to, i), p.key), ':'))
		}
		return append(to, '}')
	case n.tag != "!!str" && json.Valid([]byte(n.text)):
		return append(to, n.text...) // a number or a truth value, as it was written
	}
	return quoted(to, n.text)
}

func comma(to []byte, i int) []byte {
	if i > 0 {
		return append(to, ',')
	}
	return to
}

// quoted appends a text as a string of JSON.
func quoted(to []byte, text string) []byte {
	written, err := json.Marshal(text)
	if err != nil {
		return to // no text fails
	}
	return append(to, written...)
}
