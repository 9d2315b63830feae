package control

import (
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// The socket speaks HTTP. A request is a question in JSON; an answer is a stream
// of lines of JSON, the last of which is done or an error, so that a half answer
// is known for one.

type question struct {
	Today   campaigns.Day       `json:"today,omitempty"`
	Filter  storage.Filter      `json:"filter"`
	Path    string              `json:"path,omitempty"`
	Receipt campaigns.ReceiptNo `json:"receipt"`
	Reason  string              `json:"reason,omitempty"`
	ID      string              `json:"id,omitempty"`
}

type line struct {
	Figures    []campaigns.Figures `json:"figures,omitempty"`
	Waiting    *storage.OpenItems  `json:"waiting,omitempty"`
	Donation   *campaigns.Donation `json:"donation,omitempty"`
	Progress   int                 `json:"progress,omitempty"`
	Difference string              `json:"difference,omitempty"`
	Path       string              `json:"path,omitempty"`
	Error      string              `json:"error,omitempty"`
	Done       bool                `json:"done,omitempty"`
}
