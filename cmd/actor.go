package cmd

import (
	"os"
	"os/user"

	"github.com/donatebot/donatebot/campaigns"
)

// actor returns who is running the command, to be kept with what it changes:
// "command (alice)", or "command" if the system has no name for the user.
func actor() string {
	name := ""
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	if os.Getuid() == 0 && os.Getenv("SUDO_USER") != "" { // the person, rather than root
		name = os.Getenv("SUDO_USER")
	}
	if name == "" {
		return campaigns.ActorCommand
	}
	return campaigns.ActorCommand + " (" + name + ")"
}
