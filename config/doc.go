// Package config reads the configuration: a YAML file, what the environment
// overrides of it, and defaults. It is the only user of viper.
//
// All faults are found and reported at once, each with its key, campaign, value
// and what to do. Values are taken as they are written, so that no number loses
// a digit or a leading zero on the way. It never shows a token, never asks the
// network and never watches a file: to reload is to call [Load] again.
package config
