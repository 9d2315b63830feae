package campaigns

import (
	"strings"
	"unicode/utf8"
)

// Table are the record's cells for a spreadsheet: a text that a spreadsheet would
// take for a formula gets an apostrophe before it, since donors choose their own
// names. A phone number keeps its plus.
func (r ExportRow) Table() []string {
	cells := r.Cells()
	for i, name := range Columns {
		switch name {
		case "campaign", "donor_name", "source", "telegram_charge_id", "provider_charge_id", "shipping_option",
			"name", "email", "phone", "country", "state", "city", "line1", "line2", "postcode":
			cells[i] = guarded(cells[i])
		}
	}
	return cells
}

func guarded(cell string) string {
	if first, _ := utf8.DecodeRuneInString(cell); cell == "" || !strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return cell
	}
	if cell[0] == '+' && strings.Trim(cell[1:], "0123456789 ") == "" {
		return cell
	}
	return "'" + cell
}
