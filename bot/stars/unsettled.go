package stars

import (
	"context"
	"errors"
	"time"
)

// patience is how long a refund that Telegram's list does not have is looked for: a
// call whose answer was lost may be carried out late.
const patience = 10 * time.Minute

// SettleAll finds out what became of refunds whose outcome is not known: a call's answer
// was lost, or the program was killed meanwhile. What Telegram has made is recorded, and
// what it has not made after a while is forgotten, so that it can be asked for again.
func (r *Refunds) SettleAll(ctx context.Context) error {
	all, err := r.Store.StarsIntents(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	r.one.Lock()
	defer r.one.Unlock()
	if all, err = r.Store.StarsIntents(ctx); err != nil { // without the one that was under way
		return err
	}
	for _, i := range all {
		found, settling := r.settle(ctx, i)
		if settling == nil && !found && r.Now().Sub(i.At) > patience {
			r.Log.Warn("a refund of Stars that was asked for was not made by Telegram, and is forgotten", "asked_at", i.At)
			settling = r.Store.DropStarsIntent(ctx, i)
		}
		err = errors.Join(err, settling)
	}
	return err
}
