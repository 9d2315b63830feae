package config

import (
	"io"
	"net"
	"net/url"
	"os"
	"regexp"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
)

// howToGetAToken is for people who start the bot for the first time.
const howToGetAToken = "is empty: open @BotFather in Telegram, send /newbot, and put the token that it replies with in " +
	"telegram.token, in the file that telegram.token_file names, or in " + prefix + "TELEGRAM_TOKEN " +
	"(\"donatebot demo\" needs none)"

const wrongToken = "is not a bot token: copy all of it from @BotFather; it looks like 7000000001:AAE…"

func (r *reader) telegram() Telegram {
	return Telegram{Token: r.token(), APIURL: r.apiURL(), TestServers: r.testServers()}
}

func (r *reader) testServers() bool {
	f := r.value("telegram.environment")
	switch f.text() {
	case "test":
		return true
	case "production", "":
	default:
		r.fault(f, "must be production, or test for Telegram's own test servers")
	}
	return false
}

// onThisMachine reports whether the Bot API server is a sandbox's, or one of the
// operator's own.
func (t Telegram) onThisMachine() bool {
	u, err := url.Parse(t.APIURL)
	return err == nil && loopback(u.Hostname())
}

// token reads the bot's token. A variable takes precedence over both keys of the file.
func (r *reader) token() string {
	token, file := r.value("telegram.token"), r.value("telegram.token_file")
	both := token.text() != "" && file.text() != ""
	switch {
	case both && fromFile(token) == fromFile(file):
		r.fault(file, "is set as well as telegram.token: keep one of them")
		return ""
	case token.text() != "" && (!both || !fromFile(token)):
		return r.botToken(token, strings.TrimSpace(token.text()))
	case file.text() != "":
		return r.tokenFile(file)
	case !r.options.NeedToken:
	case token.absent() || token.given():
		if file.absent() || file.given() {
			r.fault(token, howToGetAToken)
		}
	}
	return ""
}

func fromFile(f field) bool { return f.node.variable == "" }

// botToken checks the form of a token that the field contains or leads to.
func (r *reader) botToken(f field, token string) string {
	switch {
	case strings.Contains(token, ":TEST:") || strings.Contains(token, ":LIVE:"):
		r.fault(f, "is a payment provider's token: it belongs in payments.providers; the bot's own looks like 7000000001:AAE…")
	case !regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`).MatchString(token):
		r.fault(f, wrongToken)
	default:
		return token
	}
	return ""
}

// largestToken is far more than a token has, in bytes.
const largestToken = 4096

func (r *reader) tokenFile(f field) string {
	file, err := os.Open(r.path(f.text()))
	if err != nil {
		r.fault(f, "%s", unreadableFile(err))
		return ""
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, largestToken))
	if err != nil {
		r.fault(f, "%s", unreadableFile(err))
		return ""
	}
	token := strings.TrimSpace(string(plainText(text)))
	if token == "" {
		r.fault(f, "this file is empty: paste the bot's token into it")
		return ""
	}
	if openToOthers(file.Stat()) {
		r.warn(f, "%s", ownerOnly(r.path(f.text()), "a token"))
	}
	return r.botToken(f, token)
}

func (r *reader) apiURL() string {
	f := r.value("telegram.api_url")
	if f.given() && f.text() == "" {
		return defaults()["telegram.api_url"]
	}
	if !f.given() {
		return ""
	}
	u, err := url.Parse(f.text())
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || strings.ContainsAny(f.text(), " \t\n"):
		r.fault(f, "must be an address that begins with https:// or http://")
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(f.text(), "#"):
		r.fault(f, "must not contain a ? or #")
	case u.User != nil:
		f.secret = true
		r.fault(f, "must not contain a user name or password")
	default:
		if u.Scheme == "http" && !loopback(u.Hostname()) {
			r.warn(f, "the bot's token and what donors write are sent unencrypted: use https")
		}
		return strings.TrimRight(f.text(), "/")
	}
	return ""
}

// loopback reports whether the host is this machine.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// holdsToken reports whether the configuration file itself contains a token that can do
// harm; a provider's token for tests moves no money.
func (r *reader) holdsToken() bool {
	if n := r.file.get("telegram").get("token"); n != nil && n.text != "" {
		return true
	}
	if providers := r.file.get("payments").get("providers"); providers != nil {
		for _, p := range providers.pairs {
			if n := p.value.get("token"); n != nil && n.text != "" && (campaigns.Provider{Token: n.text}).Mode() == campaigns.ModeLive {
				return true
			}
		}
	}
	return false
}
