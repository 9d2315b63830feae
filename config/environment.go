package config

import (
	"slices"
	"strings"

	"github.com/spf13/viper"
)

// prefix is how every variable of ours begins.
const prefix = "DONATEBOT_"

// providerPrefix is how the variables of a provider begin: its name follows, then
// _TOKEN or another of providerParts.
const providerPrefix = prefix + "PAYMENTS_PROVIDERS_"

// variables finds the keys that the environment can override, by variable. Those of
// providers depend on names and are not among them.
func variables(s shape, path string, found map[string]string) map[string]string {
	for _, k := range s.keys {
		name := strings.TrimPrefix(path+"."+k.name, ".")
		switch inner := k.shape; {
		case inner.kind == mapping:
			variables(inner, name, found)
		case inner.kind == scalar || inner.item.kind == scalar:
			found[variable(name)] = name
		}
	}
	return found
}

// variable returns the one for a key: DONATEBOT_TELEGRAM_TOKEN for telegram.token.
func variable(name string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(name, ".", "_"))
}

// override lets the environment, as "NAME=value" lines, override the file in v.
// Viper would look at the process's own environment only, and only for keys that it is
// asked for; here a variable that overrides nothing is a fault. An empty
// variable counts as unset.
func (r *report) override(v *viper.Viper, environ []string) {
	known := variables(document(), "", map[string]string{})
	environ = slices.Clone(environ)
	slices.Sort(environ)
	for i, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(name, prefix) || value == "" {
			continue
		}
		if name == clockVariable {
			continue
		}
		n := &node{kind: scalar, text: value, order: afterFile + i, variable: name}
		target, ok := known[name]
		if !ok {
			target, ok = providerKey(name)
		}
		if !ok {
			problem, meant := unknownVariable(name, known)
			r.unknown(field{key: name, node: n, secret: true}, problem, known[meant])
			continue
		}
		if wantsList(target) {
			n = n.split()
		}
		v.Set(target, n)
	}
}

// afterFile puts faults of the environment behind those of the file.
const afterFile = mostValues + 1

// providerKey returns the key that a provider's variable overrides.
func providerKey(name string) (string, bool) {
	rest, ok := strings.CutPrefix(name, providerPrefix)
	if !ok || rest != strings.ToUpper(rest) {
		return "", false
	}
	for _, part := range providerParts() {
		if provider, ok := strings.CutSuffix(rest, "_"+strings.ToUpper(part)); ok && validProvider(strings.ToLower(provider)) {
			return "payments.providers." + strings.ToLower(provider) + "." + part, true
		}
	}
	return "", false
}

// providerParts returns the keys of a provider that the environment can override.
func providerParts() []string { return []string{"token", "currencies", "email", "phone", "data"} }

// wantsList reports whether the key holds a list of scalars.
func wantsList(target string) bool {
	s := document()
	for _, part := range strings.Split(target, ".") {
		if s.each != nil {
			s = *s.each
			continue
		}
		i := slices.IndexFunc(s.keys, func(k key) bool { return k.name == part })
		s = s.keys[i].shape
	}
	return s.kind == list
}

// split makes a list of a variable whose entries are separated by commas.
func (n *node) split() *node {
	l := &node{kind: list, order: n.order, variable: n.variable}
	for part := range strings.SplitSeq(n.text, ",") {
		l.items = append(l.items, &node{kind: scalar, text: strings.TrimSpace(part), order: n.order, variable: n.variable})
	}
	return l
}

// unknownVariable returns what to say of a variable that does not exist, and which one
// was most likely meant, "" for none.
func unknownVariable(name string, known map[string]string) (problem, meant string) {
	if strings.HasPrefix(name, prefix+"CAMPAIGNS") {
		return "unknown variable: campaigns come only from the file", ""
	}
	if strings.HasPrefix(name, providerPrefix) {
		return "unknown variable: a provider's begin with " + providerPrefix + "NAME_ and end with " + strings.ToUpper(strings.Join(providerParts(), ", ")), ""
	}
	var names []string
	for candidate := range known {
		names = append(names, candidate)
	}
	slices.Sort(names)
	if near := suggest(strings.ToUpper(name), names); near != "" {
		return "unknown variable; did you mean " + near + "?", near
	}
	return "unknown variable", ""
}
