package cmd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"time"

	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/web"

	"github.com/spf13/cobra"
)

func (p *program) sandbox() *cobra.Command {
	var listen, token string
	c := &cobra.Command{
		Use: "sandbox", Short: "Simulate Telegram on this machine, for any bot", Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error {
			if token != "" && !tokenForm.MatchString(token) {
				return fmt.Errorf("--token %q: must look like 7000000001:any-text-of-20-letters", token)
			}
			return requireLoopback(listen)
		},
		RunE: runE(func(ctx context.Context, _ []string) error {
			start, err := config.ClockStart(os.Environ())
			if err != nil {
				return err
			}
			p.setClock(start)
			s := sandbox.New(sandbox.Options{Token: token, Pace: true, Now: p.now})
			ada, camille := s.NewPerson("Ada", "Lovelace", "en", "GB"), s.NewPerson("Camille", "Martin", "fr", "FR")
			team := s.NewGroup("The team", ada, camille)
			address, served, err := serveSandbox(ctx, s, listen, nil)
			if err != nil {
				return err
			}
			fmt.Fprintf(p.Out, "%s\n\nOpen the address above in a browser. To connect your bot:\n", address)
			fmt.Fprintf(p.Out, "  Bot API address   %s\n  bot token         %s\n", address, s.Token())
			fmt.Fprintf(p.Out, "  provider tokens   any that contains :TEST: or :LIVE:, such as 284685063:TEST:sandbox; none for XTR\n")
			fmt.Fprintf(p.Out, "  user ids          %d Ada Lovelace, %d Camille Martin\n  group             %d The team, with both\n", ada.ID, camille.ID, team.ID)
			return served()
		}),
	}
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "loopback `address` to listen on; port 0 picks a free one")
	c.Flags().StringVar(&token, "token", "", "bot `token` to expect, such as 7000000001:any-text-of-20-letters")
	return c
}

// tokenForm is what a bot's token looks like.
var tokenForm = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// requireLoopback fails for an address that others could reach: the sandbox lets
// everybody in.
func requireLoopback(address string) error {
	host, port, err := net.SplitHostPort(address)
	if _, wrong := strconv.ParseUint(port, 10, 16); err != nil || wrong != nil {
		return fmt.Errorf("--listen %q: must look like 127.0.0.1:8080", address)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("--listen %q: must be an address of this machine only, such as 127.0.0.1:8080, since whoever reaches the sandbox may do anything in it", address)
	}
	return nil
}

// Bounds of a request's header: how long it may take, and its bytes.
const (
	headerLimit   = 10 * time.Second
	largestHeader = 64 << 10
)

// serveSandbox serves the Bot API and the page until the context ends, for which
// served waits.
func serveSandbox(ctx context.Context, s *sandbox.Sandbox, listen string, switches *web.Switches) (address string, served func() error, err error) {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return "", nil, fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: web.New(s, switches), ReadHeaderTimeout: headerLimit, MaxHeaderBytes: largestHeader}
	context.AfterFunc(ctx, func() {
		s.Close()
		server.Close()
	})
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	return "http://" + l.Addr().String(), func() error {
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	}, nil
}
