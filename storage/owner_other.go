//go:build !unix

package storage

import "os"

// KeepOwner does nothing: there is no owner to give away.
func KeepOwner(*os.File, string) error { return nil }
