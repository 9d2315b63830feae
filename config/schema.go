package config

import (
	"fmt"
	"slices"
	"strings"
)

// shape is the form that a value must have.
type shape struct {
	kind kind
	keys []key  // of a mapping
	each *shape // of a mapping whose keys are names: what each name holds
	item *shape // of a list
}

type key struct {
	name  string
	shape shape
}

// document returns the shape of the file: every key that exists.
func document() shape {
	return keyed(
		key{"telegram", keyed(texts("token", "token_file", "api_url", "admin_chat").and(key{"admins", many()})...)},
		key{"organisation", keyed(texts("name", "legal_id", "address", "support", "terms", "privacy", "timezone", "language")...)},
		key{"payments", keyed(key{"providers", shape{kind: mapping, each: &shape{
			kind: mapping, keys: texts("token").and(key{"currencies", many()}),
		}}})},
		key{"limits", keyed(texts("messages_per_second", "invoices", "refusals").and(key{"blocked", many()})...)},
		key{"storage", keyed(texts("path", "state_file", "backup_dir", "backup_every", "backup_keep")...)},
		key{"campaigns", shape{kind: list, item: &shape{kind: mapping, keys: campaignKeys()}}},
	)
}

func campaignKeys() []key {
	option := keyed(texts("id", "title", "price").and(key{"countries", many()})...)
	return texts("id", "title", "description", "photo", "currency", "provider", "goal", "min", "max", "starts", "ends").and(
		key{"amounts", many()},
		key{"tips", keyed(texts("max").and(key{"suggested", many()})...)},
		key{"shipping", keyed(key{"options", shape{kind: list, item: &option}})},
	)
}

type keys []key

func (k keys) and(more ...key) keys { return append(k, more...) }

// texts returns keys of scalars.
func texts(names ...string) keys {
	var all keys
	for _, name := range names {
		all = append(all, key{name, shape{kind: scalar}})
	}
	return all
}

// keyed returns the shape of a mapping with these keys and no others.
func keyed(all ...key) shape { return shape{kind: mapping, keys: all} }

// many returns the shape of a list of scalars.
func many() shape { return shape{kind: list, item: &shape{kind: scalar}} }

// check reports keys that do not exist or are repeated, and values of the wrong form,
// which it marks as bad.
func (r *report) check(f field, s shape) {
	switch {
	case f.node.kind == null:
		r.unreadable(f, "has no value: give it one, or remove the key")
	case f.node.kind != s.kind:
		f.secret = f.secret || s.kind == mapping // it may be a token that lacks its key
		r.unreadable(f, "%s", s.demand())
	case s.kind == list:
		for _, item := range f.items() {
			if s.item.kind == mapping && f.key == "campaigns" {
				item.campaign = campaignName(item.node)
			}
			r.check(item, *s.item)
		}
	case s.kind == mapping:
		r.checkKeys(f, s)
	}
}

func (r *report) checkKeys(f field, s shape) {
	for _, p := range f.node.pairs {
		sub := f.sub(p.key)
		sub.node, sub.secret = p.value, p.key == "token"
		for _, again := range p.again {
			twice := sub
			twice.node, twice.secret = again, true
			r.fault(twice, "is given twice, on lines %d and %d", p.value.line, again.line)
		}
		inner := s.each
		if i := slices.IndexFunc(s.keys, func(k key) bool { return k.name == p.key }); i >= 0 {
			inner = &s.keys[i].shape
		}
		if inner == nil {
			sub.secret = true
			r.fault(sub, "%s", unknownKey(p.key, s.names()))
			continue
		}
		r.check(sub, *inner)
	}
}

// campaignName returns how faults name the campaign of that node.
func campaignName(n *node) string {
	if id := n.get("id"); id != nil && id.kind == scalar {
		return id.text
	}
	return ""
}

func (s shape) names() []string {
	var names []string
	for _, k := range s.keys {
		names = append(names, k.name)
	}
	return names
}

// demand says what a value of this shape must be.
func (s shape) demand() string {
	switch {
	case s.kind == list && s.item.kind == mapping:
		return "must be a list, each entry beginning with a dash"
	case s.kind == list:
		return "must be a list: put it in [ ]"
	case s.each != nil:
		return "must be names, each with its own keys"
	case s.kind == mapping:
		return "must have keys: " + strings.Join(s.names(), ", ")
	default:
		return "must be a single value"
	}
}

func unknownKey(name string, known []string) string {
	if near := suggest(strings.ToLower(name), known); near != "" {
		return fmt.Sprintf("unknown key; did you mean %s?", near)
	}
	if section, rest, ok := strings.Cut(name, "."); ok && slices.Contains(known, section) {
		return fmt.Sprintf("unknown key: keys can't contain dots; write %s under %s", oneLine(rest), section)
	}
	return "unknown key"
}
