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
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// client is the [Admin] of a bot that is running.
type client struct{ http *http.Client }

// dial finds out whether a bot listens beside the database.
func dial(ctx context.Context, database string) (*client, error) {
	probe, err := connect(ctx, database)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("the bot runs as another user: run this command as that user, or as root (%w)", err)
	}
	if err != nil {
		return nil, err
	}
	probe.Close()
	return &client{&http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return connect(ctx, database) },
	}}}, nil
}

func connect(ctx context.Context, database string) (net.Conn, error) {
	at, err := reach(database)
	if err != nil {
		return nil, err
	}
	defer at.release()
	c, err := new(net.Dialer).DialContext(ctx, "unix", at.address)
	if err != nil {
		return nil, err
	}
	if err := verifyOwner(c, database); err != nil {
		c.Close()
		return nil, fmt.Errorf("%s: %w", at.path, err)
	}
	return c, nil
}

func (c *client) close() error {
	c.http.CloseIdleConnections()
	return nil
}

// ErrIncomplete is a call to the running bot without its last reply: whether the bot did
// what was asked is not known.
var ErrIncomplete = errors.New("the bot stopped before it had finished its reply; try again")

// call sends a request and passes the replies, except for the last one, to each.
func (c *client) call(ctx context.Context, name string, q request, each func(reply) error) error {
	resp, err := c.post(ctx, name, q)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the running bot is another version and does not know %q: restart it", name)
	}
	for dec := json.NewDecoder(resp.Body); ; {
		var r reply
		if err := dec.Decode(&r); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return ErrIncomplete
		}
		switch {
		case r.Done:
			return nil
		case r.Error != "":
			return errorOfReply(r)
		}
		if err := each(r); err != nil {
			return err
		}
	}
}

func (c *client) post(ctx context.Context, name string, q request) (*http.Response, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://bot/"+name, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		if failed := (*url.Error)(nil); errors.As(err, &failed) {
			err = failed.Err // without the address, which means nothing to a person
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("%w (%w)", ErrIncomplete, err)
	}
	return resp, nil
}

// Figures implements [Admin].
func (c *client) Figures(ctx context.Context, today campaigns.Day) (figures []campaigns.Figures, err error) {
	err = c.call(ctx, "figures", request{Today: today}, func(r reply) error { figures = r.Figures; return nil })
	return figures, err
}

// OpenInvoiceCurrencies implements [Admin].
func (c *client) OpenInvoiceCurrencies(ctx context.Context, now time.Time) (open []campaigns.TotalsKey, err error) {
	err = c.call(ctx, "open-invoice-currencies", request{Now: now}, func(r reply) error { open = r.Invoices; return nil })
	return open, err
}

// OpenItems implements [Admin].
func (c *client) OpenItems(ctx context.Context) (items storage.OpenItems, err error) {
	err = c.call(ctx, "open-items", request{}, func(r reply) error {
		if r.OpenItems != nil {
			items = *r.OpenItems
		}
		return nil
	})
	return items, err
}

// Export implements [Admin].
func (c *client) Export(ctx context.Context, f storage.Filter, each func(campaigns.Donation) error) error {
	return c.call(ctx, "export", request{Filter: f}, func(r reply) error {
		if r.Donation == nil {
			return ErrIncomplete
		}
		return each(*r.Donation)
	})
}

// Donation implements [Admin].
func (c *client) Donation(ctx context.Context, receipt campaigns.ReceiptNo) (d campaigns.Donation, adjustments []campaigns.Adjustment, err error) {
	err = c.call(ctx, "donation", request{Receipt: receipt}, func(r reply) error {
		if r.Donation != nil {
			d, adjustments = *r.Donation, r.Adjustments
		}
		return nil
	})
	return d, adjustments, err
}

// Adjustments implements [Admin].
func (c *client) Adjustments(ctx context.Context, f storage.Filter, each func(storage.AdjustedDonation) error) error {
	return c.call(ctx, "adjustments", request{Filter: f}, func(r reply) error {
		if r.Adjusted == nil {
			return ErrIncomplete
		}
		return each(*r.Adjusted)
	})
}

// Verify implements [Admin].
func (c *client) Verify(ctx context.Context, progress func(int), report func(storage.Difference)) error {
	return c.call(ctx, "verify", request{}, func(r reply) error {
		if r.Difference != nil {
			report(*r.Difference)
		} else {
			progress(r.Progress)
		}
		return nil
	})
}

// Repair implements [Admin].
func (c *client) Repair(ctx context.Context) (path string, err error) {
	err = c.call(ctx, "repair", request{}, func(r reply) error { path = r.Path; return nil })
	return path, err
}

// Adjust implements [Admin].
func (c *client) Adjust(ctx context.Context, receipt campaigns.ReceiptNo, q campaigns.AdjustmentRequest) (campaigns.Donation, error) {
	return c.change(ctx, "adjust", request{Receipt: receipt, Adjust: q})
}

// Book implements [Admin].
func (c *client) Book(ctx context.Context, id string, b storage.Booking) (campaigns.Donation, error) {
	return c.change(ctx, "book", request{ID: id, Booking: b})
}

// change makes a call that is answered with the donation as it is afterwards.
func (c *client) change(ctx context.Context, name string, q request) (d campaigns.Donation, err error) {
	err = c.call(ctx, name, q, func(r reply) error {
		if r.Donation != nil {
			d = *r.Donation
		}
		return nil
	})
	return d, err
}

// CloseItem implements [Admin].
func (c *client) CloseItem(ctx context.Context, id, reason, actor string) error {
	return c.call(ctx, "close-item", request{ID: id, Reason: reason, Actor: actor}, func(reply) error { return nil })
}
