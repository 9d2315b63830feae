package storage

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"

	"github.com/fxamacker/cbor/v2"
)

// usual is a donation as most are: no address, ids of charges of 40 bytes.
var usual = campaigns.Donation{
	Receipt: campaigns.ReceiptNo{Mode: campaigns.ModeLive, Year: 2026, Number: 1}, At: noon, Day: "2026-11-23", Status: campaigns.StatusOK,
	CampaignID: "books", Currency: "EUR", Amount: 2100, Gift: 2000, Tip: 100, Personal: campaigns.Personal{DonorID: 100_007_919, Name: "Ada King 919"},
	Language: "en", ChargeID: "0123456789abcdef0123456789abcdef01234567", ProviderChargeID: "89abcdef0123456789abcdef0123456789abcdef",
	Payload: campaigns.Payload{1, 2, 3}.String(), Source: campaigns.SourceChat,
}

// BenchmarkEncoding compares encodings of one donation, each from and to the
// domain's type.
func BenchmarkEncoding(b *testing.B) {
	options := cbor.CoreDetEncOptions()
	options.Time = cbor.TimeUnix
	mode, err := options.EncMode()
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range []struct {
		name   string
		encode func(any) ([]byte, error)
		decode func([]byte, any) error
	}{{"cbor", mode.Marshal, cbor.Unmarshal}, {"json", json.Marshal, json.Unmarshal}} {
		b.Run(e.name+"/encode", func(b *testing.B) {
			b.ReportAllocs()
			var raw []byte
			for b.Loop() {
				row, err := readTx{}.donationRow(usual, 1<<63)
				if err != nil {
					b.Fatal(err)
				}
				if raw, err = e.encode(row); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(raw)), "bytes")
		})
		b.Run(e.name+"/decode", func(b *testing.B) {
			b.ReportAllocs()
			row, err := readTx{}.donationRow(usual, 1<<63)
			if err != nil {
				b.Fatal(err)
			}
			raw, err := e.encode(row)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				row := DonationRow{Receipt: usual.Receipt}
				if err := e.decode(raw, &row); err != nil {
					b.Fatal(err)
				}
				if got, err := (readTx{}).openDonation(row); err != nil || got.At.Sub(usual.At).Abs() > time.Second {
					b.Fatal(got, err)
				}
			}
		})
	}
}
