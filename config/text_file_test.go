package config

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
)

// wide is a text as Windows calls "Unicode", with its byte order mark.
func wide(text string, order binary.AppendByteOrder) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func TestFilesOfAWindowsEditor(t *testing.T) {
	const token = "7000000001:AAE-x"
	crlf := strings.ReplaceAll(whole("organisation: {terms: Für immer}\ntelegram: {token_file: token.txt}"), "\n", "\r\n")
	for name, as := range map[string]func(string) string{
		"plain":         func(text string) string { return text },
		"marked":        func(text string) string { return "\ufeff" + text },
		"little endian": func(text string) string { return wide(text, binary.LittleEndian) },
		"big endian":    func(text string) string { return wide(text, binary.BigEndian) },
	} {
		directory := t.TempDir()
		save(t, directory, "token.txt", as(token+"\r\n"), 0o600)
		path := save(t, directory, "config.yaml", as(crlf), 0o600)
		c, err := Load(path, Options{Environ: []string{}, NeedToken: true})
		if err != nil || c.Telegram.Token != token || c.Settings.Organisation.Terms != "Für immer" {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	directory := t.TempDir()
	save(t, directory, "token.txt", "\ufeff \r\n", 0o600)
	_, err := Load(save(t, directory, "config.yaml", crlf, 0o600), Options{Environ: []string{}})
	wantFaults(t, err, "telegram.token_file: token.txt: this file is empty: paste the bot's token into it")
	_, err = read(t, campaignWith("photo", `photos\boat.png`))
	wantFaults(t, err, `campaigns[0].photo (school-books): photos\boat.png: there is no such file; write / where Windows writes \`)
}
