package cmd

import (
	"github.com/donatebot/donatebot/control"

	"github.com/spf13/cobra"
)

func (p *program) refund() *cobra.Command {
	return p.adjust(adjustment{
		name: "refund", short: "Record a refund that was made at the provider", done: "refunded", record: control.Admin.Refund,
		long: "Record a refund that was made at the provider. The totals change today; the donation stays in the list as refunded.",
	})
}
