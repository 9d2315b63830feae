package config

// translated reads texts by language. What stands outside of them is in the language
// that is named own.
func translated[T any](r *reader, f field, own string, read func(field) T) map[string]T {
	if !f.given() || len(f.node.pairs) == 0 {
		return nil
	}
	all := map[string]T{}
	for _, p := range f.node.pairs {
		texts := f.sub(p.key)
		if problem := r.languageProblem(p.key); problem != "" {
			r.fault(field{key: texts.key, campaign: texts.campaign, node: texts.node}, "%s", problem)
			continue
		}
		if p.key == own {
			r.warn(texts, "organisation.language is %s already: the texts outside of translations should be in it", own)
		}
		if texts.given() {
			all[p.key] = read(texts)
		}
	}
	return all
}
