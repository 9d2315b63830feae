// Package e2e tests the sandbox as its users meet it: the page in a browser, and
// the Bot API from a bot of another make.
package e2e
