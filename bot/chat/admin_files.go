package chat

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/export"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"

	tele "gopkg.in/telebot.v3"
)

// files are what administrators are sent as a file.
type files struct{ store *storage.Store }

// export sends a workbook of all donations and adjustments, or of those of a period:
// the same rows as the command of the server.
func (f *files) export(r *request) error {
	period, ok := periodOf(r.in.payload)
	if !ok {
		return r.say("export_ask_period", locales.Args{"From": string(r.today().Plus(-30)), "To": string(r.today())})
	}
	period.Mode = r.settings.Mode
	var book workbook
	write := func(path string) (err error) {
		book, err = f.writeWorkbook(r, path, period)
		return err
	}
	return sendFile(r, "export", "donations-"+fileNameOf(period, r.today())+".xlsx", write, func() string {
		caption := r.words("export_caption", locales.Args{locales.Count: book.donations})
		if book.damaged {
			caption += "\n\n" + r.words("export_damaged", nil)
		}
		return caption
	})
}

// workbook is what an export holds.
type workbook struct {
	donations int
	damaged   bool // rows that can't be read were left out
}

// writeWorkbook writes what an export holds to path. What excelize sets aside lies
// beside it, so that it goes with it.
func (f *files) writeWorkbook(r *request, path string, period storage.Filter) (held workbook, err error) {
	book, err := export.NewWorkbook(export.WorkbookOptions{
		Words: r.display.words, Language: r.lang, Organisation: r.settings.Organisation.Name, Zone: r.settings.Organisation.Zone,
		From: period.From, To: period.To, Mode: period.Mode, CreatedAt: r.now, TempDir: filepath.Dir(path),
	})
	if err != nil {
		return held, err
	}
	defer book.Close()
	donations := f.store.Export(r.ctx, period, func(d campaigns.Donation) error {
		held.donations++
		return book.Donation(d)
	})
	adjustments := f.store.Adjustments(r.ctx, period, func(a storage.AdjustedDonation) error {
		return book.Adjustment(export.RowOf(a.Adjustment, a.Currency, a.Campaign))
	})
	for _, err := range []error{donations, adjustments} {
		if err != nil && !errors.Is(err, storage.ErrDamaged) { // the rest is sent all the same
			return held, err
		}
		held.damaged = held.damaged || err != nil
	}
	return held, newFile(path, book.Finish)
}

// periodOf reads what follows /export: nothing, or one day or two, both included.
func periodOf(text string) (period storage.Filter, ok bool) {
	days := strings.Fields(text)
	if len(days) == 0 {
		return period, true
	}
	var err, second error
	period.From, err = campaigns.ParseDay(days[0])
	period.To, second = campaigns.ParseDay(days[len(days)-1])
	return period, len(days) <= 2 && err == nil && second == nil && period.From <= period.To
}

// fileNameOf names the file of a period; one of everything has the day's name.
func fileNameOf(period storage.Filter, today campaigns.Day) string {
	if period.From == "" {
		return string(today)
	}
	return string(period.From) + "-to-" + string(period.To)
}

// backup sends a copy of the ledger.
func (f *files) backup(r *request) error {
	caption := func() string { return r.words("backup_caption", locales.Args{"Date": r.date(r.today())}) }
	write := func(path string) error { return f.store.Backup(r.ctx, path) }
	return sendFile(r, "backup", "donations-"+string(r.today())+".db", write, caption)
}

// largestUpload is what Telegram takes of a bot (Bot API documentation).
const largestUpload = 50 << 20

// sendFile makes a file, which only its owner can read, and sends it. The ledger
// is not held open while it is on its way.
func sendFile(r *request, command, name string, write func(path string) error, caption func() string) error {
	dir, err := os.MkdirTemp("", r.display.scratch) // mode 0700
	if err != nil {
		return &ledgerError{err}
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, name)
	if err := write(path); err != nil {
		return &ledgerError{err}
	}
	info, err := os.Stat(path)
	if err != nil {
		return &ledgerError{err}
	}
	if info.Size() > largestUpload {
		return r.say("file_too_large", locales.Args{"Command": command})
	}
	return r.send(&tele.Document{File: tele.FromDisk(path), FileName: name, Caption: caption()}, &tele.SendOptions{ParseMode: tele.ModeHTML})
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
