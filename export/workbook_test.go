package export

import (
	"bytes"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"

	"github.com/xuri/excelize/v2"
)

// paris is a zone with summer time.
func paris(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// forReaders are the options of a workbook in a language.
func forReaders(t testing.TB, language string) WorkbookOptions {
	t.Helper()
	words, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	return WorkbookOptions{
		Words: words, Language: language, Organisation: "Lifeboat", Zone: paris(t), Mode: campaigns.ModeLive,
		CreatedAt: time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC), TempDir: t.TempDir(),
	}
}

// ada is Ada's gift: a phone, a postcode and an id that spreadsheets like to eat.
func ada() campaigns.Donation {
	return campaigns.Donation{
		Receipt: campaigns.ReceiptNo{Mode: campaigns.ModeLive, Year: 2026, Number: 17},
		At:      time.Date(2026, 7, 14, 22, 30, 15, 0, time.UTC), Day: "2026-07-15", Status: campaigns.StatusRefunded,
		CampaignID: "0012", Currency: "EUR", Amount: 123450, Gift: 120000, Tip: 3000, Fee: 450, Refunded: 123450, Anonymous: true,
		Personal: campaigns.Personal{DonorID: 7_000_000_001, Name: `=HYPERLINK("http://evil.example")`,
			Contact: campaigns.Contact{Phone: "+33123456789", Postcode: "01234", Line1: " 12 Old Quay\n<rear> & yard"}},
		ChargeID: "1e5", ProviderChargeID: "0000123456789012345678",
	}
}

// book returns a workbook with these rows, as the file that people get and as
// excelize reads it.
func book(t testing.TB, o WorkbookOptions, given []campaigns.Donation, adjusted []AdjustmentRow) ([]byte, *excelize.File) {
	t.Helper()
	w, err := NewWorkbook(o)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, d := range given {
		if err := w.Donation(d); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range adjusted {
		if err := w.Adjustment(a); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := w.Finish(&out); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return out.Bytes(), f
}

// A workbook that is given up leaves no file behind, and neither does one that is
// finished.
func TestNothingIsLeftBehind(t *testing.T) {
	for _, finish := range []bool{false, true} {
		o := forReaders(t, "en")
		w, err := NewWorkbook(o)
		if err != nil {
			t.Fatal(err)
		}
		d := ada()
		d.Personal.Name = strings.Repeat("x", 30_000)
		for range 600 { // 17 MiB
			if err := w.Donation(d); err != nil {
				t.Fatal(err)
			}
		}
		if files := filesIn(t, o.TempDir); len(files) != 1 {
			t.Fatalf("a large sheet waits in %q", files)
		}
		if finish {
			if err := w.Finish(io.Discard); err != nil {
				t.Fatal(err)
			}
		}
		w.Close()
		w.Close()
		if files := filesIn(t, o.TempDir); len(files) != 0 {
			t.Errorf("finished: %t; left behind: %q", finish, files)
		}
	}
}

// filesIn returns the files of a directory, all of which must be their owner's alone.
func filesIn(t testing.TB, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode != 0o600 {
			t.Errorf("%s has mode %o", e.Name(), mode)
		}
		names = append(names, e.Name())
	}
	return names
}

func TestAWorkbookOnAFullDisk(t *testing.T) {
	w, err := NewWorkbook(forReaders(t, "en"))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Finish(full{}); err == nil {
		t.Error("it is finished")
	}
}

// BenchmarkWorkbook writes 20,000 donations. What it holds in memory at the most is
// told: it must not grow with the rows but for the packed file.
func BenchmarkWorkbook(b *testing.B) {
	const rows = 20_000
	d := ada()
	for b.Loop() {
		w, err := NewWorkbook(forReaders(b, "en"))
		if err != nil {
			b.Fatal(err)
		}
		for range rows {
			if err := w.Donation(d); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Finish(io.Discard); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(heapMiB(), "MiB/held")
		w.Close()
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "donations/s")
}

// heapMiB returns what is in use after garbage was collected.
func heapMiB() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}
