package control

import (
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// The socket speaks HTTP. The path names the call, the body is one request in JSON.
// The response is a stream of replies, one JSON value a line, of which the last is
// done or an error: a stream that breaks off early is recognised as incomplete.

// request holds the arguments of any call.
type request struct {
	Today   campaigns.Day               `json:"today,omitempty"`
	Now     time.Time                   `json:"now,omitzero"`
	Filter  storage.Filter              `json:"filter"`
	Path    string                      `json:"path,omitempty"`
	Receipt campaigns.ReceiptNo         `json:"receipt"`
	Adjust  campaigns.AdjustmentRequest `json:"adjust"`
	Booking storage.Booking             `json:"booking"`
	ID      string                      `json:"id,omitempty"`
	Reason  string                      `json:"reason,omitempty"`
	Actor   string                      `json:"actor,omitempty"`
}

// reply holds one result of any call, or says how the call ended.
type reply struct {
	Figures     []campaigns.Figures       `json:"figures,omitempty"`
	Invoices    []campaigns.TotalsKey     `json:"invoices,omitempty"`
	OpenItems   *storage.OpenItems        `json:"open_items,omitempty"`
	Donation    *campaigns.Donation       `json:"donation,omitempty"`
	Adjustments []campaigns.Adjustment    `json:"adjustments,omitempty"`
	Adjusted    *storage.AdjustedDonation `json:"adjusted,omitempty"`
	Progress    int                       `json:"progress,omitempty"`
	Difference  *storage.Difference       `json:"difference,omitempty"`
	Backup      *writtenFile              `json:"backup,omitempty"`
	Path        string                    `json:"path,omitempty"`

	Error string `json:"error,omitempty"`
	Code  string `json:"code,omitempty"` // of a typed error, see errorCodes
	Done  bool   `json:"done,omitempty"`
}
