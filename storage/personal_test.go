package storage

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"github.com/donatebot/donatebot/campaigns"

	"github.com/fxamacker/cbor/v2"
)

// parts are one of each kind with every field set.
func parts() []any {
	return []any{
		&personPart{TelegramID: 1 << 52, Name: "Ada ☃"},
		&donationPart{TelegramID: -1, Name: "\xff", Contact: contactPart{"n", "e", "p", "c", "s", "c", "1", "2", "p"}, Payload: "what?", FirstName: "f"},
		&adjustmentPart{Reason: "paid twice", Actor: "7"},
		&invoicePart{TelegramID: 42},
		&messagePart{Chat: -100, Args: map[string]string{"": "x", "a": ""}},
		&unmatchedPart{Raw: []byte{0xff, 0}, Name: "n", Language: "en", Payload: "\xff", TelegramID: 1, Reason: "r", Actor: "a"},
	}
}

func TestPersonalPartsReadBackAsTheyWere(t *testing.T) {
	for _, part := range parts() {
		value := reflect.ValueOf(part).Elem()
		for n := range value.NumField() {
			if value.Field(n).IsZero() {
				t.Fatalf("%T: %s is not set", part, value.Type().Field(n).Name)
			}
		}
		raw, err := readTx{}.encodePersonal(place{}, part)
		if err != nil {
			t.Fatal(err)
		}
		back := reflect.New(value.Type())
		if err := (readTx{}).decodePersonal(place{}, raw, back.Interface()); err != nil || !reflect.DeepEqual(back.Interface(), part) {
			t.Errorf("%+v\nread back as %+v, %v", part, back.Interface(), err)
		}
	}
}

// TestAFieldOfALaterVersionIsPassedOver: a number that this version does not know.
func TestAFieldOfALaterVersionIsPassedOver(t *testing.T) {
	raw, err := cbor.Marshal(map[int]any{2: "Ada", 99: map[string][]int{"new": {1}}})
	if err != nil {
		t.Fatal(err)
	}
	var part personPart
	if err := (readTx{}).decodePersonal(place{}, raw, &part); err != nil || part.Name != "Ada" {
		t.Errorf("%+v, %v", part, err)
	}
}

// FuzzPersonal: any bytes are a part or damage, and a part that was read is written
// the same way for ever.
func FuzzPersonal(f *testing.F) {
	for n, part := range parts() {
		raw, err := readTx{}.encodePersonal(place{}, part)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(byte(n), raw)
		f.Add(byte(n), raw[:len(raw)/2])
	}
	f.Fuzz(func(t *testing.T, kind byte, data []byte) {
		part := parts()[int(kind)%len(parts())]
		fresh := func() any { return reflect.New(reflect.TypeOf(part).Elem()).Interface() }
		first, second := fresh(), fresh()
		if err := (readTx{}).decodePersonal(place{}, data, first); err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("%v is not said to be damage", err)
			}
			return
		}
		once, err := readTx{}.encodePersonal(place{}, first)
		if err != nil {
			t.Fatal(err)
		}
		if err := (readTx{}).decodePersonal(place{}, once, second); err != nil {
			t.Fatalf("%+v can't be read back: %v", first, err)
		}
		again, err := readTx{}.encodePersonal(place{}, second)
		if err != nil || !bytes.Equal(once, again) {
			t.Errorf("%+v becomes %+v, %v", first, second, err)
		}
	})
}

// TestPlacesDiffer: what is personal can't be taken for that of another row.
func TestPlacesDiffer(t *testing.T) {
	r := campaigns.ReceiptNo{Mode: campaigns.ModeLive, Year: 2026, Number: 7}
	test, later, next := r, r, r
	test.Mode, later.Year, next.Number = campaigns.ModeTest, 2027, 8
	seen := map[place]bool{}
	for _, p := range []place{
		placeOfPerson(7), placeOfPerson(8), placeOfDonation(r, 7), placeOfDonation(r, 8), placeOfDonation(test, 7), placeOfDonation(later, 7),
		placeOfDonation(next, 7), placeOfAdjustment(r, 1, 7), placeOfAdjustment(r, 2, 7), placeOfInvoice(campaigns.Payload{7}, 7),
		placeOfInvoice(campaigns.Payload{8}, 7), placeOfMessage(7, 7), placeOfMessage(8, 7), placeOfMessage(7, 0),
		placeOfUnmatched(UnmatchedID{7}), placeOfUnmatched(UnmatchedID{8}),
	} {
		if seen[p] {
			t.Errorf("%+v is the place of two rows", p)
		}
		seen[p] = true
	}
}
