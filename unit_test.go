package main

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const unit = "docs/donatebot.service"

// The guide shows the unit as it is.
func TestTheGuideShowsTheUnit(t *testing.T) {
	text, err := os.ReadFile(unit)
	if err != nil {
		t.Fatal(err)
	}
	guide, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	for line := range strings.Lines(string(text)) {
		if line != "\n" {
			shown.WriteString("    ")
		}
		shown.WriteString(line)
	}
	if !strings.Contains(string(guide), shown.String()) {
		t.Errorf("README.md shows another unit than %s", unit)
	}
}

// The unit closes what the bot need not reach: systemd rates that from 10 (nothing) to 0.
func TestTheUnitIsClosed(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd-analyze here")
	}
	out, err := exec.Command(analyze, "security", "--offline=true", "--no-pager", unit).CombinedOutput()
	level := regexp.MustCompile(`Overall exposure level for \S+: ([0-9.]+)`).FindSubmatch(out)
	if level == nil {
		t.Skipf("this systemd-analyze can't rate a file: %v", err)
	}
	if n, err := strconv.ParseFloat(string(level[1]), 64); err != nil || n >= 3 {
		t.Errorf("%s", level[0])
	}
}
