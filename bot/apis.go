package bot

import (
	"context"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
)

// connect makes the API of each errand.
func (b *Bot) connect(c *telegram.Connections) error {
	for _, errand := range []struct {
		api    **telegram.Client
		policy func(method string) telegram.RetryPolicy
		ctx    context.Context
	}{{&b.chatAPI, chatPolicy, b.calls}, {&b.checkoutAPI, checkoutPolicy, b.calls}, {&b.outboxAPI, outboxPolicy, b.calls}, {&b.pollAPI, pollPolicy, b.polls}} {
		api, err := c.Client(errand.ctx, errand.policy)
		if err != nil {
			return err
		}
		*errand.api = api
	}
	return nil
}

// A donor who tapped waits for an answer, but not for ever.
func chatPolicy(method string) telegram.RetryPolicy {
	if method == "answerCallbackQuery" {
		return telegram.RetryPolicy{Total: 15 * time.Second, Attempt: 10 * time.Second}
	}
	return telegram.RetryPolicy{Total: time.Minute, Attempt: 30 * time.Second}
}

// A checkout has ten seconds in all (Bot API documentation).
func checkoutPolicy(string) telegram.RetryPolicy {
	return telegram.RetryPolicy{Total: 8 * time.Second, Attempt: 3 * time.Second}
}

// The outbox and the poller have retries of their own.
func outboxPolicy(string) telegram.RetryPolicy {
	return telegram.RetryPolicy{Attempt: 30 * time.Second}
}

func pollPolicy(string) telegram.RetryPolicy {
	return telegram.RetryPolicy{Attempt: pollTimeout + 15*time.Second}
}
