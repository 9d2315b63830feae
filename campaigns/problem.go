package campaigns

// Problem is something that is wrong with a campaign, or that whoever makes it should
// know. It holds values, not words, so that the reader of a file and a chat can each
// say it in their own way, and in any language.
type Problem struct {
	Field   string // path within the campaign: "amounts[0]", "shipping.options[1].price"
	Code    ProblemCode
	Warning bool // it works all the same

	// What the words need; the codes say which.

	Count  int    // how many there are
	Limit  int    // how many there may be
	Index  int    // place in its list of another campaign or option
	Amount int64  // in the smallest unit of the campaign's currency
	Name   string // a day, a country's code, or a tag of HTML
}

// ProblemCode says what is wrong.
type ProblemCode string

// What can be wrong with a campaign.
const (
	ProblemMissing     ProblemCode = "missing"       // there must be a value, or one entry at least
	ProblemListedTwice ProblemCode = "listed_twice"  // an entry of a list
	ProblemBadID       ProblemCode = "bad_id"        // Limit
	ProblemSameID      ProblemCode = "same_id"       // Index: of the first campaign or option with this id
	ProblemBadDay      ProblemCode = "bad_day"       // not a day of the calendar
	ProblemEndsEarly   ProblemCode = "ends_early"    // Name: the day on which it starts
	ProblemBadPhoto    ProblemCode = "bad_photo"     // not an address that begins with https://
	ProblemSecretPhoto ProblemCode = "photo_secrets" // an address with user or password

	ProblemNotUTF8   ProblemCode = "not_utf8"
	ProblemTooLong   ProblemCode = "too_long"           // Count, Limit: characters
	ProblemControls  ProblemCode = "control_characters" // other than tabs and line breaks
	ProblemManyLines ProblemCode = "many_lines"

	// Of a text with HTML; Name: the tag.

	ProblemUnknownTag  ProblemCode = "unknown_tag" // Telegram has none of that name; "": a "<" that is none
	ProblemBrokenTag   ProblemCode = "broken_tag"
	ProblemUnclosedTag ProblemCode = "unclosed_tag"
	ProblemUnopenedTag ProblemCode = "unopened_tag" // it ends where another one, or none, is open

	ProblemNoProviders      ProblemCode = "no_providers"      // none is configured at all
	ProblemNoProvider       ProblemCode = "no_provider"       // none takes the currency
	ProblemUnknownProvider  ProblemCode = "unknown_provider"  // none of that name
	ProblemProviderCurrency ProblemCode = "provider_currency" // it does not take the currency

	ProblemStarsProvider ProblemCode = "stars_provider" // Stars need none
	ProblemStarsTips     ProblemCode = "stars_tips"     // Telegram has no tips in Stars
	ProblemStarsShipping ProblemCode = "stars_shipping" // nor flexible invoices
	ProblemStarsAreReal  ProblemCode = "stars_are_real" // while the providers are in test mode
	ProblemStarsAreTest  ProblemCode = "stars_are_test" // while the providers are live

	ProblemNotPositive    ProblemCode = "not_positive"
	ProblemNegative       ProblemCode = "negative"
	ProblemTooLarge       ProblemCode = "too_large"        // Amount: the most that a payment carries
	ProblemBelowMin       ProblemCode = "below_min"        // Amount: Range.Min
	ProblemAboveMax       ProblemCode = "above_max"        // Amount: Range.Max
	ProblemBelowTelegram  ProblemCode = "below_telegram"   // warning. Amount: Telegram's limit
	ProblemAboveTelegram  ProblemCode = "above_telegram"   // warning. Amount: Telegram's limit
	ProblemTooManyAmounts ProblemCode = "too_many_amounts" // Count, Limit
	ProblemTooManyTips    ProblemCode = "too_many_tips"    // Count, Limit
	ProblemTipsNotRising  ProblemCode = "tips_not_rising"
	ProblemTipAboveMax    ProblemCode = "tip_above_max"   // Amount: Tips.Max
	ProblemUnknownCountry ProblemCode = "unknown_country" // Name: the code that was meant, ""
)
