package spec

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestEveryMethodIsKnown(t *testing.T) {
	if n := len(byLowerName); n != 185 {
		t.Errorf("%d methods, Bot API 10.3 has 185", n)
	}
	for _, name := range []string{"sendMessage", "SENDMESSAGE", "editEphemeralMessageText", "getMyStarBalance", "sendRichMessage"} {
		if _, known := Lookup(name); !known {
			t.Errorf("%s is not known", name)
		}
	}
	if _, known := Lookup("sendDonkey"); known {
		t.Error("sendDonkey is known")
	}
	if m, _ := Lookup("createInvoiceLink"); m.Has("start_parameter") || !m.Has("subscription_period") {
		t.Error("the parameters of createInvoiceLink")
	}
}

// Every type that a method or a type names is a scalar, in the table, or a file.
func TestTypesAreComplete(t *testing.T) {
	all := map[string]map[string]field{}
	for name, m := range byLowerName {
		all[name] = m.params
	}
	for name, o := range objects {
		if name != "Update" {
			all[name] = o.fields
		}
		for _, v := range o.variants {
			all[name+" "+v] = map[string]field{"variant": {types: []string{v}}}
		}
	}
	for of, fields := range all {
		for name, f := range fields {
			for _, kind := range f.types {
				kind = strings.Trim(kind, "[]")
				_, known := objects[kind]
				if !known && !slices.Contains([]string{"String", "Integer", "Boolean", "Float", "InputFile"}, kind) {
					t.Errorf("%s.%s: type %q is not in the table", of, name, kind)
				}
			}
		}
	}
}

func TestCheck(t *testing.T) {
	m, _ := Lookup("sendMessage")
	for _, c := range []struct {
		parameter, value string
		first            byte
		want             string
	}{
		{"text", "5", 0, ""},
		{"text", "5", '5', `parameter "text" has the wrong type: 5`},
		{"colour", "red", '"', `unknown parameter "colour"`},
		{"chat_id", "@channel", '"', ""},
		{"chat_id", "channel", '"', `parameter "chat_id" has the wrong type: channel`},
		{"disable_web_page_preview", "True", 0, ""},
		{"reply_parameters", `{"message_id":"5","colour":1}`, '{', `unknown field "colour" in ReplyParameters`},
		{"reply_parameters", `{"message_id":true}`, '{', `field "message_id" of ReplyParameters has the wrong type: true`},
		{"reply_markup", `{"inline_keyboard":[[{"text":"a","unique":"x","callback_data":"y"}]]}`, '"', ""},
		{"reply_markup", `{"inline_keyboard":[[{"text":"a","copy_text":{"txt":"b"}}]]}`, '{', `unknown field "txt" in CopyTextButton`},
		{"reply_markup", `{"remove_keyboard":true}`, '{', ""},
		{"entities", `[{"type":"bold","offset":0,"length":1,"size":2}]`, '[', `unknown field "size" in MessageEntity`},
	} {
		if got := strings.Join(m.Check(c.parameter, c.value, c.first), "; "); got != c.want {
			t.Errorf("%s=%s: %q, want %q", c.parameter, c.value, got, c.want)
		}
	}
	media, _ := Lookup("editMessageMedia")
	if got := media.Check("media", `{"type":"photo","media":"x","file_name":"y"}`, '{'); len(got) > 0 {
		t.Errorf("telebot's file_name: %q", got)
	}
}

func TestDescriptions(t *testing.T) {
	for _, c := range []struct {
		e    *Error
		want string
	}{
		{BadRequest("Chat not found"), "Bad Request: chat not found"},
		{BadRequest("PAYMENT_PROVIDER_INVALID"), "Bad Request: PAYMENT_PROVIDER_INVALID"},
		{Forbidden("Forbidden: user is deactivated"), "Forbidden: user is deactivated"},
		{&Error{Code: http.StatusNotFound}, "Not Found"},
		{TooMany(7), "Too Many Requests: retry after 7"},
		{FromServer(400, "Chat not found"), "Bad Request: chat not found"},
		{FromServer(403, "CHAT_WRITE_FORBIDDEN"), "Bad Request: CHAT_WRITE_FORBIDDEN"},
		{FromServer(403, "USER_IS_BLOCKED2"), "Bad Request: USER_IS_BLOCKED2"},
		{FromServer(403, "Bot was kicked"), "Forbidden: bot was kicked"},
		{FromServer(404, "Something"), "Bad Request: something"},
		{FromServer(404, "Not Found"), "Not Found"},
		{FromServer(406, "whatever"), "Bad Request: whatever"},
		{FromServer(303, "FILE_MIGRATE_2"), "Bad Request: FILE_MIGRATE_2"},
		{FromServer(500, "restart"), "Internal Server Error: restart"},
		{FromServer(409, "terminated"), "Conflict: terminated"},
		{NotPlayed("sendDice"), "Not Implemented: the sandbox does not play sendDice"},
	} {
		if got := c.e.Error(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestLimitsOfCurrencies(t *testing.T) {
	if least, most, known := InvoiceLimits("USD"); least != 100 || most != 1_000_000 || !known {
		t.Errorf("USD: %d to %d", least, most)
	}
	if _, _, known := InvoiceLimits("XXX"); known {
		t.Error("XXX is known")
	}
}
