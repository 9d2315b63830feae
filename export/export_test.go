package export

// AdjustmentColumns returns the names of the columns of adjustments, in their order.
func AdjustmentColumns() []string { return adjustments.names() }
