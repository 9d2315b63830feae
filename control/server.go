package control

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"

	"donatebot/campaigns"
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
		"settle-stray": desk.answerSettleStray,
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

func (l *Local) answerVerify(ctx context.Context, _ question, a *answerer) error {
	var failed error
	tell := func(next line) {
		if failed == nil {
			if failed = a.line(next); failed == nil {
				failed = a.out.Flush()
			}
		}
	}
	err := l.Verify(ctx, func(n int) { tell(line{Progress: n}) }, func(d string) { tell(line{Difference: d}) })
	if err == nil {
		err = failed
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
	return l.Backup(ctx, q.Path)
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

func (l *Local) answerSettleStray(ctx context.Context, q question, _ *answerer) error {
	return l.SettleStray(ctx, q.ID)
}
