package bot

import (
	"context"
	"errors"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
)

const wordsForToken = "Telegram does not know the token: it was revoked or mistyped; get the current one from @BotFather with /mybots"

// identify asks Telegram who the bot is, which commands in groups need to know. It
// returns an error only if Telegram does not know the token.
func (b *Bot) identify(ctx context.Context) error {
	trouble := telegram.Backoff{First: firstRetry, Most: lastRetry}
	for ctx.Err() == nil {
		me, err := b.apis.poll.GetMe(ctx)
		if err == nil {
			b.apis.chat.Me, b.apis.checkout.Me = me, me
			b.log.Info("connected to Telegram", "bot", "@"+me.Username, "mode", b.Settings().Mode)
			return nil
		}
		if ctx.Err() != nil {
			return nil
		}
		wait := trouble.Failed()
		if e := telegram.AsAPIError(err); e != nil {
			if e.UnknownToken() {
				//lint:ignore ST1005 it begins with a name
				return errors.New(wordsForToken)
			}
			wait = max(wait, e.RetryAfter)
		}
		b.log.Warn("Telegram can't be reached", "error", telegram.Cause(err), "next_try", wait.Round(time.Millisecond))
		telegram.Pause(ctx, wait)
	}
	return nil
}
