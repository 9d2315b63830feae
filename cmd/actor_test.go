package cmd

import (
	"os/user"
	"testing"
)

func TestActorNamesTheUser(t *testing.T) {
	t.Setenv("SUDO_USER", "alice")
	if got := actor(); got != "command (alice)" {
		t.Errorf("with sudo: %q", got)
	}
	t.Setenv("SUDO_USER", "")
	u, err := user.Current()
	if err != nil {
		t.Skip("this system has no name for its user")
	}
	if got, want := actor(), "command ("+u.Username+")"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
