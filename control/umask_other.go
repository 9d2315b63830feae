//go:build !unix

package control

func withOwnerOnly(create func() error) error { return create() }
