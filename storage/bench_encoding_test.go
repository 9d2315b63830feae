package storage

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"

	"github.com/fxamacker/cbor/v2"
)

// fields are a donation's, for encodings that work by reflection: numbers as
// keys in CBOR, short names in JSON, what is zero left out.
type fields struct {
	At             int64             `cbor:"1,keyasint,omitempty" json:"at,omitempty"`
	Day            uint32            `cbor:"2,keyasint,omitempty" json:"day,omitempty"`
	Status         int64             `cbor:"3,keyasint,omitempty" json:"st,omitempty"`
	Reason         string            `cbor:"4,keyasint,omitempty" json:"why,omitempty"`
	Campaign       string            `cbor:"5,keyasint,omitempty" json:"c,omitempty"`
	Currency       string            `cbor:"6,keyasint,omitempty" json:"cur,omitempty"`
	Gift           int64             `cbor:"7,keyasint,omitempty" json:"gift,omitempty"`
	Tip            int64             `cbor:"8,keyasint,omitempty" json:"tip,omitempty"`
	Fee            int64             `cbor:"9,keyasint,omitempty" json:"fee,omitempty"`
	Shipping       int64             `cbor:"10,keyasint,omitempty" json:"ship,omitempty"`
	Donor          int64             `cbor:"12,keyasint,omitempty" json:"donor,omitempty"`
	DonorName      string            `cbor:"13,keyasint,omitempty" json:"name,omitempty"`
	Language       string            `cbor:"14,keyasint,omitempty" json:"lang,omitempty"`
	Anonymous      bool              `cbor:"15,keyasint,omitempty" json:"anon,omitempty"`
	Charge         string            `cbor:"16,keyasint,omitempty" json:"tg,omitempty"`
	ProviderCharge string            `cbor:"17,keyasint,omitempty" json:"prov,omitempty"`
	Payload        []byte            `cbor:"18,keyasint,omitempty" json:"pay,omitempty"`
	Source         string            `cbor:"20,keyasint,omitempty" json:"src,omitempty"`
	Option         string            `cbor:"21,keyasint,omitempty" json:"opt,omitempty"`
	Contact        map[string]string `cbor:"22,keyasint,omitempty" json:"to,omitempty"`
}

func fieldsOf(d campaigns.Donation) fields {
	p, _ := campaigns.ParsePayload(d.Payload)
	return fields{
		d.At.Unix(), dayNumber(d.Day), statusNumber(d.Status), string(d.Reason), string(d.CampaignID), d.Currency, d.Gift, d.Tip, d.Fee, d.Shipping,
		d.Personal.DonorID, d.Personal.Name, d.Language, d.Anonymous, d.ChargeID, d.ProviderChargeID, p[:], d.Source, d.OptionID, nil,
	}
}

func (f fields) donation(r campaigns.ReceiptNo) campaigns.Donation {
	status, _ := statusOf(f.Status)
	return campaigns.Donation{
		Receipt: r, At: time.Unix(f.At, 0).UTC(), Day: dayOf(f.Day), Status: status, Reason: campaigns.Reason(f.Reason), CampaignID: campaigns.ID(f.Campaign),
		Currency: f.Currency, Amount: f.Gift + f.Tip + f.Fee + f.Shipping, Gift: f.Gift, Tip: f.Tip, Fee: f.Fee, Shipping: f.Shipping,
		Personal: campaigns.Personal{DonorID: f.Donor, Name: f.DonorName}, Language: f.Language, Anonymous: f.Anonymous, ChargeID: f.Charge, ProviderChargeID: f.ProviderCharge,
		Payload: campaigns.Payload(f.Payload).String(), Source: f.Source, OptionID: f.Option,
	}
}

// BenchmarkEncoding compares encodings of one donation, each from and to the
// domain's type.
func BenchmarkEncoding(b *testing.B) {
	set := samplesFor(1000)
	i, p := set.sample(1)
	d := campaigns.NewDonation(set.catalogue, i, true, *p)
	d.Receipt.Number = 1
	for _, e := range []struct {
		name   string
		encode func(campaigns.Donation) ([]byte, error)
		decode func([]byte) (campaigns.Donation, error)
	}{
		{"protobuf", func(d campaigns.Donation) ([]byte, error) { return encodeDonation(d), nil },
			func(raw []byte) (campaigns.Donation, error) { return decodeDonation(d.Receipt, raw) }},
		{"cbor", func(d campaigns.Donation) ([]byte, error) { return cbor.Marshal(fieldsOf(d)) },
			func(raw []byte) (campaigns.Donation, error) {
				var f fields
				err := cbor.Unmarshal(raw, &f)
				return f.donation(d.Receipt), err
			}},
		{"json", func(d campaigns.Donation) ([]byte, error) { return json.Marshal(fieldsOf(d)) },
			func(raw []byte) (campaigns.Donation, error) {
				var f fields
				err := json.Unmarshal(raw, &f)
				return f.donation(d.Receipt), err
			}},
	} {
		raw, err := e.encode(d)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(e.name+"/encode", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.encode(d); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(raw)), "bytes")
		})
		b.Run(e.name+"/decode", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got, err := e.decode(raw); err != nil || got != d {
					b.Fatal(got, err)
				}
			}
		})
	}
}
