package bot

import (
	"context"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
)

// apis call Telegram, each by the retry policy of its errand.
type apis struct {
	chat     *telegram.Client // replies to taps and words
	checkout *telegram.Client // answers to shipping and pre-checkout queries
	outbox   *telegram.Client // what waits in the outbox: one attempt a call
	poll     *telegram.Client // getUpdates: one attempt a call
	refund   *telegram.Client // gives Stars back, and looks up whether that happened
}

// connections returns those to the Bot API server and environment of the bot.
func (o Options) connections() *telegram.Connections {
	if o.TestServers {
		return telegram.ConnectTest(o.APIURL, o.Token)
	}
	return telegram.Connect(o.APIURL, o.Token)
}

// connect makes the API of each errand; their calls end with the context.
func connect(ctx context.Context, c *telegram.Connections) (a apis, err error) {
	for _, errand := range []struct {
		api    **telegram.Client
		policy func(method string) telegram.RetryPolicy
	}{{&a.chat, chatPolicy}, {&a.checkout, checkoutPolicy}, {&a.outbox, outboxPolicy}, {&a.poll, pollPolicy}, {&a.refund, refundPolicy}} {
		if *errand.api, err = c.Client(ctx, errand.policy); err != nil {
			return apis{}, err
		}
	}
	return a, nil
}

// chatPolicy: somebody who tapped waits for an answer, but not for ever.
func chatPolicy(method string) telegram.RetryPolicy {
	if method == "answerCallbackQuery" {
		return telegram.RetryPolicy{Total: 15 * time.Second, Attempt: 10 * time.Second}
	}
	return telegram.RetryPolicy{Total: time.Minute, Attempt: 30 * time.Second}
}

// checkoutPolicy: a checkout has ten seconds in all (Bot API documentation).
func checkoutPolicy(string) telegram.RetryPolicy {
	return telegram.RetryPolicy{Total: 8 * time.Second, Attempt: 3 * time.Second}
}

// outboxPolicy: the outbox has retries of its own, and so has the poller.
func outboxPolicy(string) telegram.RetryPolicy {
	return telegram.RetryPolicy{Attempt: 30 * time.Second}
}

// refundPolicy: a person waits, and a refund whose outcome is lost is looked up anyway.
func refundPolicy(string) telegram.RetryPolicy {
	return telegram.RetryPolicy{Total: 20 * time.Second, Attempt: 10 * time.Second}
}

func pollPolicy(string) telegram.RetryPolicy {
	return telegram.RetryPolicy{Attempt: pollTimeout + 15*time.Second}
}
