package cmd

import (
	"os"
	"os/user"
	"testing"
)

func TestActorNamesTheUser(t *testing.T) {
	u, err := user.Current()
	if err != nil {
		t.Skip("this system has no name for its user")
	}
	t.Setenv("SUDO_USER", "")
	if got, want := actor(), "command ("+u.Username+")"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	t.Setenv("SUDO_USER", "alice")
	want := "command (" + u.Username + ")"
	if os.Getuid() == 0 {
		want = "command (alice)"
	}
	if got := actor(); got != want {
		t.Errorf("with sudo: %q, want %q", got, want)
	}
}
