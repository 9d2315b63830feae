package money

import (
	"strings"
	"unicode"
)

// alike brings an amount into a form in which only spaces that matter make a
// difference: those within the number, of whatever kind.
func alike(amount string) string {
	left, middle, right := cutNumber(amount)
	return tidy(left) + strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Zs, r) {
			return ' '
		}
		return r
	}, middle) + tidy(right)
}

// tidy brings what stands beside a number into one form: no spaces around it,
// no marks that only set the direction of writing or ask for a coloured sign,
// and full-width characters made plain.
func tidy(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch r {
		case '\u200e', '\u200f', '\u061c', '\ufe0f':
			return -1
		default:
			return plain(r)
		}
	}, text))
}

// plain returns the common form of a full-width character.
func plain(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '￠':
		return '¢'
	case r == '￡':
		return '£'
	case r == '￥':
		return '¥'
	case r == '￦':
		return '₩'
	default:
		return r
	}
}
