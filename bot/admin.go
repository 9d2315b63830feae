package bot

import (
	"bufio"
	"io"
	"os"
	"path/filepath"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/export"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"

	tele "gopkg.in/telebot.v3"
)

// largestUpload is what Telegram takes of a bot (Bot API documentation).
const largestUpload = 50 << 20

// admin tells whether the visitor may see figures here: an administrator, alone
// with the bot or in the administrators' chat.
func (v *visit) admin() bool {
	c := v.Settings()
	return c.IsAdmin(v.ctx.Sender().ID) && (v.private() || v.ctx.Chat().ID == c.AdminChat)
}

// export sends all donations of the mode as a table.
func (v *visit) export() error {
	if !v.admin() {
		return v.unknown()
	}
	count := 0
	write := func(path string) error {
		return newFile(path, func(w io.Writer) error {
			var err error
			count, err = v.writeTable(w)
			return err
		})
	}
	name := "donations-" + string(v.today()) + ".csv"
	return v.sendFile("export", name, write, func() string { return v.words("export_caption", locales.Args{locales.Count: count}) })
}

// writeTable writes what an export holds.
func (v *visit) writeTable(w io.Writer) (count int, err error) {
	table, err := export.Donations(w, export.Options{})
	if err != nil {
		return 0, err
	}
	err = v.store.Export(v.calls, storage.Filter{Mode: v.Settings().Mode}, func(d campaigns.Donation) error {
		count++
		return table.Write(d)
	})
	if err != nil {
		return count, err
	}
	return count, table.Flush()
}

// backup sends a copy of the ledger.
func (v *visit) backup() error {
	if !v.admin() {
		return v.unknown()
	}
	caption := func() string {
		return v.words("backup_caption", locales.Args{"Date": v.Bot.words.Date(v.lang, v.today())})
	}
	write := func(path string) error { return v.store.Backup(v.calls, path) }
	return v.sendFile("backup", "donations-"+string(v.today())+".db", write, caption)
}

// sendFile makes a file, which only its owner can read, and sends it. The ledger
// is not held open while it is on its way.
func (v *visit) sendFile(command, name string, make func(path string) error, caption func() string) error {
	folder, err := os.MkdirTemp("", "donatebot-") // mode 0700
	if err != nil {
		return &ledgerError{err}
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, name)
	if err := make(path); err != nil {
		return &ledgerError{err}
	}
	info, err := os.Stat(path)
	if err != nil {
		return &ledgerError{err}
	}
	if info.Size() > largestUpload {
		return v.say("file_too_large", locales.Args{"Command": command})
	}
	_, err = v.talk.Send(v.ctx.Chat(), &tele.Document{File: tele.FromDisk(path), FileName: name, Caption: caption()},
		&tele.SendOptions{ParseMode: tele.ModeHTML})
	return err
}

// newFile writes a file that only its owner can read.
func newFile(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	w := bufio.NewWriter(file)
	if err := write(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return file.Close()
}
