package bot

import (
	"context"
	"encoding/json"
	"fmt"

	tele "gopkg.in/telebot.v3"
)

// raw calls a method and can be given up by the context, which telebot's Raw
// does not take. The call itself ends with the errand's patience.
func raw(ctx context.Context, phone *tele.Bot, method string, params any) ([]byte, error) {
	type answer struct {
		data []byte
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		data, err := phone.Raw(method, params)
		got <- answer{data, err}
	}()
	select {
	case a := <-got:
		return a.data, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// whoAmI is getMe.
func whoAmI(ctx context.Context, phone *tele.Bot) (*tele.User, error) {
	data, err := raw(ctx, phone, "getMe", struct{}{})
	if err != nil {
		return nil, err
	}
	var answer struct {
		Result *tele.User `json:"result"`
	}
	if err := json.Unmarshal(data, &answer); err != nil || answer.Result == nil {
		return nil, fmt.Errorf("getMe: the answer is not Telegram's")
	}
	return answer.Result, nil
}
