package storage

import (
	"fmt"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"

	"google.golang.org/protobuf/encoding/protowire"
)

func contactField(i int) protowire.Number { return protowire.Number(i + 1) }

func encodeTotals(t campaigns.Totals, title string) []byte {
	var r record
	r.number(1, t.Raised)
	r.number(2, t.Donations)
	r.number(3, t.Donors)
	r.number(4, t.Refunded)
	r.number(5, t.Review)
	r.text(6, title)
	return r
}

func decodeTotals(data []byte) (t campaigns.Totals, title string, err error) {
	err = eachField(data, reads(func(v value) {
		switch v.field {
		case 1:
			t.Raised = v.number()
		case 2:
			t.Donations = v.number()
		case 3:
			t.Donors = v.number()
		case 4:
			t.Refunded = v.number()
		case 5:
			t.Review = v.number()
		case 6:
			title = v.text()
		}
	}))
	return t, title, err
}

func encodeEntry(e campaigns.Adjustment) []byte {
	var r record
	r.time(1, e.At)
	r.number(2, int64(dayNumber(e.Day)))
	r.number(3, statusNumber(e.From))
	r.number(4, statusNumber(e.To))
	r.text(5, e.Reason)
	r.text(6, e.Actor)
	return r
}

func decodeEntry(receipt campaigns.ReceiptNo, data []byte) (campaigns.Adjustment, error) {
	e := campaigns.Adjustment{Receipt: receipt}
	err := eachField(data, func(v value) (err error) {
		switch v.field {
		case 1:
			e.At = v.time()
		case 2:
			e.Day = dayOf(uint32(v.n))
		case 3:
			e.From, err = statusOf(v.number())
		case 4:
			e.To, err = statusOf(v.number())
		case 5:
			e.Reason = v.text()
		case 6:
			e.Actor = v.text()
		}
		return err
	})
	if err != nil {
		return e, fmt.Errorf("entry of %s: %w", receipt, err)
	}
	return e, nil
}

func encodeInvoice(i campaigns.Invoice) []byte {
	var r record
	r.text(1, string(i.CampaignID))
	r.number(2, i.Gift.Units)
	r.text(3, i.Gift.Currency)
	r.number(4, i.MaxTip)
	for _, o := range i.Shipping {
		r.bytes(5, encodeOption(o))
	}
	r.text(6, i.Provider)
	r.number(7, int64(modeByte(i.Mode)))
	r.number(8, i.Personal.DonorID)
	r.flag(9, i.Private)
	r.text(10, i.Source)
	r.flag(11, i.Anonymous)
	r.time(12, i.CreatedAt)
	r.time(13, i.ApprovedAt)
	r.text(14, i.ChargeID)
	r.text(15, i.Title)
	return r
}

func decodeInvoice(p campaigns.Payload, data []byte) (campaigns.Invoice, error) {
	i := campaigns.Invoice{Payload: p}
	err := eachField(data, func(v value) (err error) {
		switch v.field {
		case 1:
			i.CampaignID = campaigns.ID(v.data)
		case 2:
			i.Gift.Units = v.number()
		case 3:
			i.Gift.Currency = v.text()
		case 4:
			i.MaxTip = v.number()
		case 5:
			var o campaigns.ShippingOption
			o, err = decodeOption(v.data)
			i.Shipping = append(i.Shipping, o)
		case 6:
			i.Provider = v.text()
		case 7:
			i.Mode = modeOf(byte(v.n))
		case 8:
			i.Personal.DonorID = v.number()
		case 9:
			i.Private = v.flag()
		case 10:
			i.Source = v.text()
		case 11:
			i.Anonymous = v.flag()
		case 12:
			i.CreatedAt = v.time()
		case 13:
			i.ApprovedAt = v.time()
		case 14:
			i.ChargeID = v.text()
		case 15:
			i.Title = v.text()
		}
		return err
	})
	if err != nil {
		return i, fmt.Errorf("invoice: %w", err)
	}
	return i, nil
}

func encodeOption(o campaigns.ShippingOption) []byte {
	var r record
	r.text(1, o.ID)
	r.text(2, o.Title)
	r.number(3, o.Price)
	for _, c := range o.Countries {
		r.text(4, c)
	}
	return r
}

func decodeOption(data []byte) (o campaigns.ShippingOption, err error) {
	err = eachField(data, reads(func(v value) {
		switch v.field {
		case 1:
			o.ID = v.text()
		case 2:
			o.Title = v.text()
		case 3:
			o.Price = v.number()
		case 4:
			o.Countries = append(o.Countries, v.text())
		}
	}))
	return o, err
}

// approval is a checkout that was approved and not paid yet.
type approval struct {
	at    time.Time
	total money.Amount
	told  bool // administrators know of it
}

func encodeApproval(a approval) []byte {
	var r record
	r.time(1, a.at)
	r.number(2, a.total.Units)
	r.text(3, a.total.Currency)
	r.flag(4, a.told)
	return r
}

func decodeApproval(data []byte) (a approval, err error) {
	err = eachField(data, reads(func(v value) {
		switch v.field {
		case 1:
			a.at = v.time()
		case 2:
			a.total.Units = v.number()
		case 3:
			a.total.Currency = v.text()
		case 4:
			a.told = v.flag()
		}
	}))
	return a, err
}

func encodeMessage(m campaigns.Message) []byte {
	var r record
	r.text(1, string(m.Kind))
	r.number(2, m.Chat)
	if m.Receipt.Number != 0 {
		r.bytes(3, receiptKey(m.Receipt))
	}
	r.text(4, m.Key)
	for k, v := range m.Args {
		var pair record
		pair.text(1, k)
		pair.text(2, v)
		r.bytes(5, pair)
	}
	r.time(6, m.CreatedAt)
	r.time(7, m.RefusedAt)
	r.time(8, m.NotBefore)
	r.flag(9, m.AwaitsReturn)
	return r
}

func decodeMessage(id uint64, data []byte) (campaigns.Message, error) {
	m := campaigns.Message{ID: id}
	err := eachField(data, func(v value) (err error) {
		switch v.field {
		case 1:
			m.Kind = campaigns.MessageKind(v.data)
		case 2:
			m.Chat = v.number()
		case 3:
			m.Receipt, err = receiptOf(v.data)
		case 4:
			m.Key = v.text()
		case 5:
			if m.Args == nil {
				m.Args = map[string]string{}
			}
			var pair [3]string
			err = eachField(v.data, reads(func(p value) { pair[min(p.field, 2)] = p.text() }))
			m.Args[pair[1]] = pair[2]
		case 6:
			m.CreatedAt = v.time()
		case 7:
			m.RefusedAt = v.time()
		case 8:
			m.NotBefore = v.time()
		case 9:
			m.AwaitsReturn = v.flag()
		}
		return err
	})
	if err != nil {
		return m, fmt.Errorf("message %d: %w", id, err)
	}
	return m, nil
}

func encodeDonor(d campaigns.Donor) []byte {
	var r record
	r.text(1, d.Name)
	r.text(2, d.Language)
	r.text(3, d.TermsVersion)
	r.time(4, d.AgreedAt)
	r.text(5, d.Unreachable)
	return r
}

func decodeDonor(id int64, data []byte) (campaigns.Donor, error) {
	d := campaigns.Donor{ID: id}
	err := eachField(data, reads(func(v value) {
		switch v.field {
		case 1:
			d.Name = v.text()
		case 2:
			d.Language = v.text()
		case 3:
			d.TermsVersion = v.text()
		case 4:
			d.AgreedAt = v.time()
		case 5:
			d.Unreachable = v.text()
		}
	}))
	if err != nil {
		return d, fmt.Errorf("donor: %w", err)
	}
	return d, nil
}
