package storage

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// What derives from the donations never stands in the way of money: a row of it that
// can't be read stays as it is until verify rebuilds it, and the payment is recorded.

// DamageError says that everything was read but some rows, which are damaged.
type DamageError struct {
	Rows []string // what they are, each once
}

// mostNamed bounds how many rows an error names.
const mostNamed = 20

func (e *DamageError) Error() string {
	named := e.Rows
	more := ""
	if len(named) > mostNamed {
		more = fmt.Sprintf("; and %d more", len(named)-mostNamed)
		named = named[:mostNamed]
	}
	return "left out, since it can't be read: " + strings.Join(named, "; ") + more + "; run verify"
}

// Unwrap makes it an [ErrDamaged].
func (e *DamageError) Unwrap() error { return ErrDamaged }

// pass notes a row that can't be read, and returns any other error.
func (e *DamageError) pass(err error) error {
	if !errors.Is(err, ErrDamaged) {
		return err
	}
	if !slices.Contains(e.Rows, err.Error()) && len(e.Rows) < mostOpen {
		e.Rows = append(e.Rows, err.Error())
	}
	return nil
}

// orNil is the error, if there was any damage.
func (e *DamageError) orNil() error {
	if len(e.Rows) == 0 {
		return nil
	}
	return e
}

// LogTo has damage logged that a payment met. It is called before others use the store.
func (s *Store) LogTo(log *slog.Logger) { s.log = log }

// tellOfDamage says who is told if this transaction meets damage.
func (w *writeTx) tellOfDamage(c *campaigns.Settings, now time.Time) { w.settings, w.now = c, now }

// damaged notes a derived row that can't be read.
func (w *writeTx) damaged(err error) { w.damage = append(w.damage, err.Error()) }

// orDamaged notes damage, and returns any other error.
func (w *writeTx) orDamaged(err error) error {
	if !errors.Is(err, ErrDamaged) {
		return err
	}
	w.damaged(err)
	return nil
}

// alertDamage tells administrators of damage, unless they were told since the ledger
// was opened or repaired.
func (w *writeTx) alertDamage(told bool) error {
	if told || len(w.damage) == 0 || w.settings == nil {
		return nil
	}
	w.toldOfDamage = true
	return w.alert(w.settings, AlertKeyDamage, map[string]string{"cause": w.damage[0]}, w.now)
}

// logDamage logs what a commit met. Only the goroutine that commits calls it.
func (s *Store) logDamage(w *writeTx) {
	for _, what := range w.damage {
		if !s.damage[what] && len(s.damage) < mostOpen {
			s.damage[what] = true
			s.log.Error("the database is damaged; payments are recorded all the same; run verify --repair", "what", what)
		}
	}
	s.toldOfDamage = s.toldOfDamage || w.toldOfDamage
	if w.repaired {
		s.damage, s.toldOfDamage = map[string]bool{}, false
	}
}
