// Package campaigns is the domain of the donation bot: campaigns and when they
// are open, invoices and what was agreed in them, the approval of a checkout,
// donations with their parts, refunds, receipts' numbers and totals.
//
// It holds rules as pure functions over values. It imports money and
// the standard library only, knows nothing of Telegram's client, of files or of the clock (a time is
// always handed in), and never uses a floating-point number: every amount is a
// whole number of its currency's smallest unit.
package campaigns
