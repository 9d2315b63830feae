package cmd

import "errors"

// errNotRepaired is a ledger whose donations themselves contradict each other.
var errNotRepaired = errors.New("some differences are in the donations themselves and can't be repaired: compare with your provider, or restore a copy")
