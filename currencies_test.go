package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/sandbox/spec"
)

// TestCurrenciesAreTheSandboxsToo compares the two tables, which share no code, and
// the README's count with them.
func TestCurrenciesAreTheSandboxsToo(t *testing.T) {
	all, theirs := money.Currencies(), spec.Exponents()
	for _, c := range all {
		if e, known := theirs[c.Code]; !known || e != c.Exponent {
			t.Errorf("%s has %d decimals, in the sandbox %d (known: %t)", c.Code, c.Exponent, e, known)
		}
	}
	if len(theirs) != len(all) {
		t.Errorf("the sandbox knows %d currencies, the bot %d", len(theirs), len(all))
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("in %d currencies, and Telegram Stars", len(all)-1); !strings.Contains(string(readme), want) {
		t.Errorf("the README does not say %q", want)
	}
}
