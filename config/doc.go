// Package config reads the configuration: a YAML file, what the environment
// overrides in it, and defaults. It is the only user of viper.
//
// All faults are found and reported at once, each with its key, campaign, value
// and what to do. Values are taken as they are written, so that no number loses
// a digit or a leading zero on the way. The rules of a campaign are not here but in
// package campaigns: this package adds keys, values and lines to what they find. It
// never shows a token, never uses the network and never watches a file: to reload is
// to call [Load] again.
package config
