package cmd

import (
	"os"
	"os/user"

	"github.com/donatebot/donatebot/campaigns"
)

// actor returns who is running the command, to be kept with what it changes:
// "command (alice)", or "command" if the system has no name for the user. With sudo
// it is the person, rather than root or the bot's user. Nobody is kept from giving
// another name: whoever may run the command may change the database anyhow.
func actor() string {
	name := os.Getenv("SUDO_USER")
	if u, err := user.Current(); name == "" && err == nil {
		name = u.Username
	}
	if name == "" {
		return campaigns.ActorCommand
	}
	return campaigns.ActorCommand + " (" + name + ")"
}
