// Donatebot takes donations for a nonprofit in Telegram.
package main

import (
	"embed"
	"os"
	_ "time/tzdata" // days are the organisation's, on every machine

	"github.com/donatebot/donatebot/cmd"
)

// example is what the demo runs on.
//
//go:embed config.yaml photos/*.png
var example embed.FS

func main() {
	os.Exit(cmd.Main(os.Args[1:], cmd.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, example))
}
