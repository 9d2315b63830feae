package cmd

import (
	"github.com/donatebot/donatebot/control"

	"github.com/spf13/cobra"
)

func (p *program) accept() *cobra.Command {
	return p.adjust(adjustment{
		name: "accept", short: "Accept a payment under review", done: "accepted; it counts from today on", record: control.Admin.AcceptReview,
		long: "Accept a payment under review, which counts from today on. One that was returned at the provider is recorded with 'refund' instead.\n" +
			"'donatebot review' lists the payments under review.",
	})
}
