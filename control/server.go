package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// Serve answers commands on the socket beside the database until the context ends
// or stop is called. The caller has the database open.
func Serve(ctx context.Context, database string, admin *Local) (stop func(), err error) {
	l, err := listen(ctx, database)
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: handler(admin)}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(l) // returns once it is closed
	}()
	release := context.AfterFunc(ctx, func() { server.Close() })
	return func() {
		release()
		server.Close() // removes the socket
		<-served
	}, nil
}

// replyWriter writes the replies to one request.
type replyWriter struct {
	out *bufio.Writer
	enc *json.Encoder
}

func newReplyWriter(w http.ResponseWriter) *replyWriter {
	out := bufio.NewWriterSize(w, 64<<10)
	return &replyWriter{out: out, enc: json.NewEncoder(out)}
}

func (w *replyWriter) write(r reply) error { return w.enc.Encode(r) }

// call answers one kind of request, all but the last reply.
type call func(context.Context, request, *replyWriter) error

func handler(admin *Local) http.Handler {
	mux := http.NewServeMux()
	for name, answer := range map[string]call{
		"figures": admin.replyFigures, "open-items": admin.replyOpenItems, "open-invoice-currencies": admin.replyOpenInvoiceCurrencies, "export": admin.replyExport, "verify": admin.replyVerify,
		"repair": admin.replyRepair, "backup": admin.replyBackup, "donation": admin.replyDonation, "adjustments": admin.replyAdjustments,
		"adjust": admin.replyAdjust, "book": admin.replyBook, "close-item": admin.replyCloseItem,
	} {
		mux.HandleFunc("POST /"+name, func(w http.ResponseWriter, r *http.Request) { serveCall(w, r, answer) })
	}
	return mux
}

// maxRequest bounds what is read of a request, in bytes.
const maxRequest = 1 << 20

func serveCall(w http.ResponseWriter, r *http.Request, answer call) {
	var q request
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest)).Decode(&q); err != nil {
		http.Error(w, "the request can't be read", http.StatusBadRequest)
		return
	}
	replies := newReplyWriter(w)
	last := reply{Done: true}
	if err := answer(r.Context(), q, replies); err != nil {
		last = replyOfError(err)
	}
	if replies.write(last) == nil {
		_ = replies.out.Flush() // fails only if the client has hung up
	}
}

func (l *Local) replyFigures(ctx context.Context, q request, w *replyWriter) error {
	figures, err := l.Figures(ctx, q.Today)
	if err != nil && !errors.Is(err, storage.ErrDamaged) {
		return err
	}
	return errors.Join(w.write(reply{Figures: figures}), err)
}

func (l *Local) replyOpenInvoiceCurrencies(ctx context.Context, q request, w *replyWriter) error {
	open, err := l.OpenInvoiceCurrencies(ctx, q.Now)
	if err != nil {
		return err
	}
	return w.write(reply{Invoices: open})
}

func (l *Local) replyOpenItems(ctx context.Context, _ request, w *replyWriter) error {
	items, err := l.OpenItems(ctx)
	if err != nil {
		return err
	}
	return w.write(reply{OpenItems: &items})
}

func (l *Local) replyExport(ctx context.Context, q request, w *replyWriter) error {
	return l.Export(ctx, q.Filter, func(d campaigns.Donation) error { return w.write(reply{Donation: &d}) })
}

// maxDifferences is how many differences are listed one by one. A ledger with more
// of them has a single cause.
const maxDifferences = 100_000

// replyVerify sends the differences only once the whole ledger has been read: a
// slow client would otherwise keep a read transaction open. The few replies about
// progress fit into the socket's buffer whether the client reads them or not.
func (l *Local) replyVerify(ctx context.Context, _ request, w *replyWriter) error {
	var differences []storage.Difference
	more := 0
	err := l.Verify(ctx, func(n int) {
		if w.write(reply{Progress: n}) == nil {
			_ = w.out.Flush() // a client that hangs up cancels the context
		}
	}, func(difference storage.Difference) {
		if len(differences) < maxDifferences {
			differences = append(differences, difference)
		} else {
			more++
		}
	})
	if more > 0 {
		differences = append(differences, storage.Difference{Text: fmt.Sprintf("and %d more", more), Mendable: true})
	}
	for _, difference := range differences {
		if err := w.write(reply{Difference: &difference}); err != nil {
			return err
		}
	}
	return err
}

func (l *Local) replyRepair(ctx context.Context, _ request, w *replyWriter) error {
	path, err := l.Repair(ctx)
	if err != nil {
		return err
	}
	return w.write(reply{Path: path})
}

func (l *Local) replyDonation(ctx context.Context, q request, w *replyWriter) error {
	d, adjustments, err := l.Donation(ctx, q.Receipt)
	if err != nil {
		return err
	}
	return w.write(reply{Donation: &d, Adjustments: adjustments})
}

func (l *Local) replyAdjustments(ctx context.Context, q request, w *replyWriter) error {
	return l.Adjustments(ctx, q.Filter, func(a storage.AdjustedDonation) error { return w.write(reply{Adjusted: &a}) })
}

func (l *Local) replyAdjust(ctx context.Context, q request, w *replyWriter) error {
	d, err := l.Adjust(ctx, q.Receipt, q.Adjust)
	if err != nil {
		return err
	}
	return w.write(reply{Donation: &d})
}

func (l *Local) replyBook(ctx context.Context, q request, w *replyWriter) error {
	d, err := l.Book(ctx, q.ID, q.Booking)
	if err != nil {
		return err
	}
	return w.write(reply{Donation: &d})
}

func (l *Local) replyCloseItem(ctx context.Context, q request, _ *replyWriter) error {
	return l.CloseItem(ctx, q.ID, q.Reason, q.Actor)
}
