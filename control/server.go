package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"syscall"

	"github.com/donatebot/donatebot/campaigns"
)

// Serve answers commands from the socket beside the database until the context
// ends. The caller holds the database.
func Serve(ctx context.Context, database string, desk *Local) (stop func(), err error) {
	l, err := listen(database)
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: handler(desk)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(l) // returns when it is closed
	}()
	end := context.AfterFunc(ctx, func() { server.Close() })
	return func() {
		end()
		server.Close() // removes the socket
		<-ended
	}, nil
}

// answerer writes the lines of an answer.
type answerer struct {
	out *bufio.Writer
	enc *json.Encoder
}

func (a *answerer) line(l line) error { return a.enc.Encode(l) }

func handler(desk *Local) http.Handler {
	mux := http.NewServeMux()
	for name, answer := range map[string]func(context.Context, question, *answerer) error{
		"figures": desk.answerFigures, "waiting": desk.answerWaiting, "export": desk.answerExport, "verify": desk.answerVerify,
		"repair": desk.answerRepair, "backup": desk.answerBackup, "refund": desk.answerRefund, "settle": desk.answerSettle,
		"dismiss": desk.answerDismiss,
	} {
		mux.HandleFunc("POST /"+name, func(w http.ResponseWriter, r *http.Request) {
			var q question
			if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&q); err != nil {
				http.Error(w, "the question can't be read", http.StatusBadRequest)
				return
			}
			out := bufio.NewWriterSize(w, 64<<10)
			a := &answerer{out: out, enc: json.NewEncoder(out)}
			last := line{Done: true}
			if err := answer(r.Context(), q, a); err != nil {
				last = line{Error: err.Error()}
			}
			if a.line(last) == nil {
				_ = out.Flush() // who hung up does not miss it
			}
		})
	}
	return mux
}

func (l *Local) answerFigures(ctx context.Context, q question, a *answerer) error {
	figures, err := l.Figures(ctx, q.Today)
	if err != nil {
		return err
	}
	return a.line(line{Figures: figures})
}

func (l *Local) answerWaiting(ctx context.Context, _ question, a *answerer) error {
	w, err := l.Waiting(ctx)
	if err != nil {
		return err
	}
	return a.line(line{Waiting: &w})
}

func (l *Local) answerExport(ctx context.Context, q question, a *answerer) error {
	return l.Export(ctx, q.Filter, func(d campaigns.Donation) error { return a.line(line{Donation: &d}) })
}

// mostDifferences are told one by one; who has more of them has one trouble.
const mostDifferences = 100_000

// answerVerify tells of differences only when the ledger is read to the end: a
// reader that is slow to take them would otherwise keep a transaction open. A few
// lines of progress fit into the socket whether it reads or not.
func (l *Local) answerVerify(ctx context.Context, _ question, a *answerer) error {
	var differences []string
	more := 0
	err := l.Verify(ctx, func(n int) {
		if a.line(line{Progress: n}) == nil {
			_ = a.out.Flush() // who hung up ends the context
		}
	}, func(d string) {
		if len(differences) < mostDifferences {
			differences = append(differences, d)
		} else {
			more++
		}
	})
	if more > 0 {
		differences = append(differences, fmt.Sprintf("and %d more", more))
	}
	for _, d := range differences {
		if err := a.line(line{Difference: d}); err != nil {
			return err
		}
	}
	return err
}

func (l *Local) answerRepair(ctx context.Context, _ question, a *answerer) error {
	path, err := l.Repair(ctx)
	if err != nil {
		return err
	}
	return a.line(line{Path: path})
}

func (l *Local) answerBackup(ctx context.Context, q question, _ *answerer) error {
	err := l.Backup(ctx, q.Path)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%w; the running bot writes the copy, so its user and its service must be allowed to write there", err)
	}
	return err
}

func (l *Local) answerRefund(ctx context.Context, q question, a *answerer) error {
	d, err := l.Refund(ctx, q.Receipt, q.Reason)
	if err != nil {
		return err
	}
	return a.line(line{Donation: &d})
}

func (l *Local) answerSettle(ctx context.Context, q question, a *answerer) error {
	d, err := l.Settle(ctx, q.Receipt, q.Reason)
	if err != nil {
		return err
	}
	return a.line(line{Donation: &d})
}

func (l *Local) answerDismiss(ctx context.Context, q question, _ *answerer) error {
	return l.Dismiss(ctx, q.ID, q.Reason)
}
