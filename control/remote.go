package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// remote is the desk of a bot that is running.
type remote struct{ client *http.Client }

// dial looks whether a bot listens beside the database.
func dial(ctx context.Context, database string) (*remote, error) {
	path, err := socketPath(database)
	if err != nil {
		return nil, err
	}
	call := func(ctx context.Context) (net.Conn, error) {
		var d net.Dialer
		c, err := d.DialContext(ctx, "unix", path)
		if err != nil {
			return nil, err
		}
		if err := holder(c, database); err != nil {
			c.Close()
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return c, nil
	}
	first, err := call(ctx)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("the bot runs as another user, who alone can give commands: use the same user, or root (%w)", err)
	}
	if err != nil {
		return nil, err
	}
	first.Close()
	return &remote{&http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return call(ctx) },
	}}}, nil
}

func (r *remote) close() error {
	r.client.CloseIdleConnections()
	return nil
}

// errHalf is an answer without its last line.
var errHalf = errors.New("the bot has stopped in the middle of its answer; try again")

// ask puts a question and hands over the lines of the answer.
func (r *remote) ask(ctx context.Context, name string, q question, each func(line) error) error {
	body, err := json.Marshal(q)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://bot/"+name, bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := r.client.Do(req)
	if err != nil {
		if failed := (*url.Error)(nil); errors.As(err, &failed) {
			err = failed.Err // without the address, which is none of a person's
		}
		return fmt.Errorf("the running bot does not answer: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the running bot does not know how to %s: it is of another version; restart it", name)
	}
	for dec := json.NewDecoder(resp.Body); ; {
		var l line
		if err := dec.Decode(&l); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return errHalf
		}
		switch {
		case l.Done:
			return nil
		case l.Error != "":
			return errors.New(l.Error)
		}
		if err := each(l); err != nil {
			return err
		}
	}
}

// Figures implements [Desk].
func (r *remote) Figures(ctx context.Context, today campaigns.Day) (figures []campaigns.Figures, err error) {
	err = r.ask(ctx, "figures", question{Today: today}, func(l line) error { figures = l.Figures; return nil })
	return figures, err
}

// Waiting implements [Desk].
func (r *remote) Waiting(ctx context.Context) (w storage.OpenItems, err error) {
	err = r.ask(ctx, "waiting", question{}, func(l line) error {
		if l.Waiting != nil {
			w = *l.Waiting
		}
		return nil
	})
	return w, err
}

// Export implements [Desk].
func (r *remote) Export(ctx context.Context, f storage.Filter, each func(campaigns.Donation) error) error {
	return r.ask(ctx, "export", question{Filter: f}, func(l line) error {
		if l.Donation == nil {
			return errHalf
		}
		return each(*l.Donation)
	})
}

// Verify implements [Desk].
func (r *remote) Verify(ctx context.Context, progress func(int), report func(string)) error {
	return r.ask(ctx, "verify", question{}, func(l line) error {
		if l.Difference != "" {
			report(l.Difference)
		} else {
			progress(l.Progress)
		}
		return nil
	})
}

// Repair implements [Desk].
func (r *remote) Repair(ctx context.Context) (path string, err error) {
	err = r.ask(ctx, "repair", question{}, func(l line) error { path = l.Path; return nil })
	return path, err
}

// Backup implements [Desk].
func (r *remote) Backup(ctx context.Context, path string) error {
	return r.ask(ctx, "backup", question{Path: path}, func(line) error { return nil })
}

// Refund implements [Desk].
func (r *remote) Refund(ctx context.Context, receipt campaigns.ReceiptNo, reason string) (campaigns.Donation, error) {
	return r.donation(ctx, "refund", question{Receipt: receipt, Reason: reason})
}

// Settle implements [Desk].
func (r *remote) Settle(ctx context.Context, receipt campaigns.ReceiptNo, reason string) (campaigns.Donation, error) {
	return r.donation(ctx, "settle", question{Receipt: receipt, Reason: reason})
}

func (r *remote) donation(ctx context.Context, name string, q question) (d campaigns.Donation, err error) {
	err = r.ask(ctx, name, q, func(l line) error {
		if l.Donation != nil {
			d = *l.Donation
		}
		return nil
	})
	return d, err
}

// Dismiss implements [Desk].
func (r *remote) Dismiss(ctx context.Context, id, reason string) error {
	return r.ask(ctx, "dismiss", question{ID: id, Reason: reason}, func(line) error { return nil })
}
