//go:build !unix

package control

func withOwnerOnly(make func() error) error { return make() }
