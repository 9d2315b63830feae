package storage

import (
	"bytes"
	"context"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"

	"go.etcd.io/bbolt"
)

// Filter says which donations an export wants; a zero field wants all.
type Filter struct {
	Mode       campaigns.Mode
	From, To   campaigns.Day // both included
	CampaignID campaigns.ID
}

func (f Filter) wants(d campaigns.Donation) bool {
	return (f.From == "" || d.Day >= f.From) && (f.To == "" || d.Day <= f.To) && (f.CampaignID == "" || d.CampaignID == f.CampaignID)
}

// pageOfExport is how many donations are read in one transaction.
const pageOfExport = 512

// Export hands over the donations that were there when it began, in the order of
// their receipts, mode by mode. It reads them in pages and holds no transaction
// while each works, so that a slow reader holds up nobody. It ends with the error
// that each returns.
func (s *Store) Export(ctx context.Context, f Filter, each func(campaigns.Donation) error) error {
	for _, mode := range []campaigns.Mode{campaigns.ModeLive, campaigns.ModeTest} {
		if f.Mode != "" && f.Mode != mode {
			continue
		}
		if err := s.exportMode(ctx, mode, f, each); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) exportMode(ctx context.Context, mode campaigns.Mode, f Filter, each func(campaigns.Donation) error) error {
	last, err := s.lastReceipt(mode)
	if err != nil || last == nil {
		return err
	}
	next := []byte{modeByte(mode)}
	page := make([]campaigns.Donation, 0, pageOfExport)
	for next != nil {
		if err := ctx.Err(); err != nil {
			return err
		}
		if page, next, err = s.exportPage(page[:0], next, last, f); err != nil {
			return err
		}
		for _, d := range page {
			if err := each(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// lastReceipt is the key of the newest donation of the mode, nil without one.
func (s *Store) lastReceipt(mode campaigns.Mode) (last []byte, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(buckets.donations).Cursor()
		key, _ := c.Seek([]byte{modeByte(mode) + 1})
		if key == nil {
			key, _ = c.Last()
		} else {
			key, _ = c.Prev()
		}
		if len(key) > 0 && key[0] == modeByte(mode) {
			last = bytes.Clone(key)
		}
		return nil
	})
	return last, err
}

// exportPage reads from the key next up to the key last. It returns where to go
// on, nil at the end.
func (s *Store) exportPage(page []campaigns.Donation, next, last []byte, f Filter) ([]campaigns.Donation, []byte, error) {
	var after []byte
	err := s.view(func(tx *bbolt.Tx) error {
		c, seen := tx.Bucket(buckets.donations).Cursor(), 0
		for key, raw := c.Seek(next); key != nil && bytes.Compare(key, last) <= 0; key, raw = c.Next() {
			if seen++; seen > pageOfExport {
				after = bytes.Clone(key)
				return nil
			}
			receipt, err := receiptOf(key)
			if err != nil {
				return err
			}
			d, err := decodeDonation(receipt, raw)
			if err != nil {
				return err
			}
			if f.wants(d) {
				page = append(page, d)
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("export: %w", err)
	}
	return page, after, nil
}
