package config

// Parse reads the text of a configuration. Relative paths in it are relative to the
// directory, which must be absolute. Errors are [Faults].
func Parse(text []byte, directory string, o Options) (*Config, error) {
	r := &reader{name: "configuration", directory: directory, options: o}
	return r.read(text)
}
