package config

import (
	"slices"
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
)

// problemWords say in English what is wrong with a campaign. In braces are values of
// the problem.
var problemWords = map[campaigns.ProblemCode]string{
	campaigns.ProblemMissing:     "is empty",
	campaigns.ProblemListedTwice: "is listed twice",
	campaigns.ProblemBadID:       "must be 1 to {limit} characters of A-Z a-z 0-9 _ -",
	campaigns.ProblemSameID:      "is also the id of {other}",
	campaigns.ProblemBadDay:      "is not a day: write it as 2026-11-23",
	campaigns.ProblemEndsEarly:   "is before starts ({name})",
	campaigns.ProblemBadPhoto:    "must be an address that begins with https://, or a file",
	campaigns.ProblemSecretPhoto: "must not contain a user name or password",

	campaigns.ProblemNotUTF8:   "is not UTF-8",
	campaigns.ProblemTooLong:   "has {count} characters: must have {limit} or fewer",
	campaigns.ProblemControls:  "must have no control characters",
	campaigns.ProblemManyLines: "must be on one line",

	campaigns.ProblemUnknownTag:  "has a tag that Telegram doesn't know: <{name}>; write &lt; for the character <",
	campaigns.ProblemBrokenTag:   "has a tag that is not written as it should be: <{name}>",
	campaigns.ProblemUnclosedTag: "has a tag that is not closed: <{name}>",
	campaigns.ProblemUnopenedTag: "closes a tag that is not the last one opened: </{name}>",

	campaigns.ProblemNoProviders:      "no provider takes it: there is none under payments.providers",
	campaigns.ProblemNoProvider:       "no provider takes it: add it to the currencies of one under payments.providers",
	campaigns.ProblemUnknownProvider:  "there is no such provider under payments.providers",
	campaigns.ProblemProviderCurrency: "does not take {currency}: add it to payments.providers.{provider}.currencies",

	campaigns.ProblemStarsProvider: "Stars need no provider: remove the key",
	campaigns.ProblemStarsTips:     "there are no tips in Stars: remove the key",
	campaigns.ProblemStarsShipping: "nothing can be shipped for Stars: remove the key",
	campaigns.ProblemStarsAreReal: "Stars are real money, but the providers' tokens are for tests, and the two can't be mixed: put a # in front of this " +
		"campaign until the providers are live, try it in 'donatebot demo', or use Telegram's test servers (telegram.environment: test)",
	campaigns.ProblemStarsAreTest: "Stars are not money on Telegram's test servers (telegram.environment: test), but the providers are live, and the two can't " +
		"be mixed: use the providers' test tokens, or remove the campaign",

	campaigns.ProblemNotPositive:    "must be positive",
	campaigns.ProblemNegative:       "must be 0 or more",
	campaigns.ProblemTooLarge:       "is too large: a payment carries at most {amount}",
	campaigns.ProblemBelowMin:       "is less than min ({amount})",
	campaigns.ProblemAboveMax:       "is more than max ({amount})",
	campaigns.ProblemBelowTelegram:  "Telegram may refuse less than about {amount} {currency}",
	campaigns.ProblemAboveTelegram:  "Telegram may refuse more than about {amount} {currency}",
	campaigns.ProblemTooManyAmounts: "has {count} amounts: must have {limit} or fewer",
	campaigns.ProblemTooManyTips:    "has {count} tips: must have {limit} or fewer",
	campaigns.ProblemTipsNotRising:  "must be more than the one before it",
	campaigns.ProblemTipAboveMax:    "is more than tips.max ({amount})",
	campaigns.ProblemUnknownCountry: "is not a country: write its code of two letters, such as FR or DE",
}

// emptyLists say what is wrong with a list that has no entries, by its key.
var emptyLists = map[string]string{
	"amounts":   "is empty: there must be at least one amount",
	"options":   "is empty: there must be at least one shipping option",
	"countries": "is empty: list the countries that you ship to, such as [FR, DE]",
}

// problem reports what is wrong with a campaign at its place in the file. What follows
// from a value that could not be read is passed over.
func (r *reader) problem(campaign field, c campaigns.Campaign, p campaigns.Problem) {
	f, readable := campaign.at(p.Field)
	f.secret = p.Code == campaigns.ProblemSecretPhoto
	switch {
	case !readable:
	case f.absent():
		r.missing(f)
	case p.Warning:
		r.warn(f, "%s", problemText(p, campaign, c))
	default:
		r.fault(f, "%s", problemText(p, campaign, c))
	}
}

// problemText words a problem.
func problemText(p campaigns.Problem, campaign field, c campaigns.Campaign) string {
	text := problemWords[p.Code]
	switch key := p.Field[strings.LastIndex(p.Field, ".")+1:]; {
	case p.Code == campaigns.ProblemMissing && emptyLists[key] != "":
		text = emptyLists[key]
	case p.Code == campaigns.ProblemUnknownCountry && p.Name != "":
		text = "must be written {name}"
	}
	other := "campaigns"
	if strings.HasPrefix(p.Field, "shipping.") {
		other = campaign.key + ".shipping.options"
	}
	return strings.NewReplacer(
		"{count}", strconv.Itoa(p.Count), "{limit}", strconv.Itoa(p.Limit), "{name}", p.Name,
		"{amount}", c.Currency.Decimal(p.Amount), "{currency}", c.Currency.Code, "{provider}", c.Provider,
		"{other}", other+"["+strconv.Itoa(p.Index)+"]",
	).Replace(text)
}

// mayFollow reports whether the problem may be no more than the consequence of faults
// among the providers.
func mayFollow(p campaigns.Problem, c campaigns.Campaign, all []provider) bool {
	doubtful := func(x provider) bool { return x.doubtful }
	switch p.Code {
	case campaigns.ProblemNoProvider, campaigns.ProblemNoProviders:
		return slices.ContainsFunc(all, doubtful)
	case campaigns.ProblemUnknownProvider:
		return slices.ContainsFunc(all, func(x provider) bool { return x.Name == "" })
	case campaigns.ProblemProviderCurrency:
		return slices.ContainsFunc(all, func(x provider) bool { return x.doubtful && x.Name == c.Provider })
	}
	return false
}
