package campaigns

import (
	"fmt"
	"regexp"
	"strconv"
)

// ReceiptNo is the number of a recorded charge: 2026-000001, or TEST-2026-000001
// for test money. Each mode and year of the organisation counts from one, without
// gaps; nothing frees a number.
type ReceiptNo struct {
	Mode   Mode
	Year   int
	Number uint32
}

// String is the receipt's number as donors and the export see it; "" for none.
func (r ReceiptNo) String() string {
	if r.Number == 0 {
		return ""
	}
	text := fmt.Sprintf("%04d-%06d", r.Year, r.Number)
	if r.Mode == ModeTest {
		return "TEST-" + text
	}
	return text
}

var receiptForm = regexp.MustCompile(`^(TEST-)?([0-9]{4})-([0-9]{6,10})$`)

// ParseReceiptNo reads what String wrote.
func ParseReceiptNo(text string) (ReceiptNo, error) {
	m := receiptForm.FindStringSubmatch(text)
	if m == nil {
		return ReceiptNo{}, fmt.Errorf("%q is not a receipt's number: write it as 2026-000001 or TEST-2026-000001", text)
	}
	year, _ := strconv.Atoi(m[2])
	number, err := strconv.ParseUint(m[3], 10, 32)
	r := ReceiptNo{Mode: ModeLive, Year: year, Number: uint32(number)}
	if m[1] != "" {
		r.Mode = ModeTest
	}
	if err != nil || r.String() != text {
		return ReceiptNo{}, fmt.Errorf("%q is not a receipt's number: write it as 2026-000001 or TEST-2026-000001", text)
	}
	return r, nil
}
