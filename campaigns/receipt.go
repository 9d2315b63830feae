package campaigns

import (
	"fmt"
	"regexp"
	"strconv"
)

// Receipt is the number of a recorded charge: 2026-000001, or TEST-2026-000001
// for test money. Each mode and year of the organisation counts from one, without
// gaps; nothing frees a number.
type Receipt struct {
	Mode   Mode
	Year   int
	Number uint32
}

// String is the receipt's number as donors and the export see it; "" for none.
func (r Receipt) String() string {
	if r.Number == 0 {
		return ""
	}
	text := fmt.Sprintf("%04d-%06d", r.Year, r.Number)
	if r.Mode == Test {
		return "TEST-" + text
	}
	return text
}

var receiptForm = regexp.MustCompile(`^(TEST-)?([0-9]{4})-([0-9]{6,10})$`)

// ParseReceipt reads what String wrote.
func ParseReceipt(text string) (Receipt, error) {
	m := receiptForm.FindStringSubmatch(text)
	if m == nil {
		return Receipt{}, fmt.Errorf("%q is not a receipt's number: write it as 2026-000001 or TEST-2026-000001", text)
	}
	year, _ := strconv.Atoi(m[2])
	number, err := strconv.ParseUint(m[3], 10, 32)
	r := Receipt{Mode: Live, Year: year, Number: uint32(number)}
	if m[1] != "" {
		r.Mode = Test
	}
	if err != nil || r.String() != text {
		return Receipt{}, fmt.Errorf("%q is not a receipt's number: write it as 2026-000001 or TEST-2026-000001", text)
	}
	return r, nil
}
