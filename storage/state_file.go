package storage

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// stateVersion is the form of the file that this program writes.
const stateVersion = 1

// largestState is far more than a state file holds, in bytes.
const largestState = 1 << 20

// stateText is the file as it lies on the disk: JSON that people can read.
type stateText struct {
	Version    int       `json:"version"`
	Ledger     string    `json:"ledger"`
	Receipts   []string  `json:"highest_receipts"`
	RaisedAt   time.Time `json:"raised_at"`
	RestoredAt time.Time `json:"restored_at,omitzero"`
}

// readState reads a state file; found is false if there is none.
func readState(path string) (f stateFile, found bool, err error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, false, nil
	}
	if err != nil {
		return f, false, fmt.Errorf("state file: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, largestState))
	if err != nil {
		return f, false, fmt.Errorf("state file: %w", err)
	}
	if f, err = parseState(data); err != nil {
		return f, false, fmt.Errorf("the state file %s can't be read (%w): it says which receipt numbers people hold; "+
			"put a backup of it in place, or make sure that the database is the latest one and remove the file", path, err)
	}
	return f, true, nil
}

func parseState(data []byte) (f stateFile, err error) {
	var text stateText
	decoder := json.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&text); err != nil {
		return f, errors.New("it is damaged")
	}
	if text.Version != stateVersion {
		return f, fmt.Errorf("its version is %d, this program knows %d", text.Version, stateVersion)
	}
	if n, err := hex.Decode(f.ledger[:], []byte(text.Ledger)); len(text.Ledger) != 2*len(f.ledger) || err != nil || n != len(f.ledger) {
		return f, errors.New("it is damaged where it names the ledger")
	}
	for _, receipt := range text.Receipts {
		r, err := campaigns.ParseReceiptNo(receipt)
		if err != nil {
			return f, err
		}
		f = f.raised([]campaigns.ReceiptNo{r})
	}
	f.raisedAt, f.restoredAt = text.RaisedAt, text.RestoredAt
	return f, nil
}

// writeState replaces the file, whole or not at all. Only its owner can read it.
func writeState(path string, f stateFile) error {
	text := stateText{
		Version: stateVersion, Ledger: f.ledger.String(), Receipts: []string{}, RaisedAt: f.raisedAt.UTC().Truncate(time.Second),
		RestoredAt: f.restoredAt.UTC().Truncate(time.Second),
	}
	for _, r := range f.receipts {
		text.Receipts = append(text.Receipts, r.String())
	}
	data, err := json.MarshalIndent(text, "", "  ")
	if err != nil {
		return err
	}
	return ReplaceFile(path, func(file *os.File) error {
		_, err := file.Write(append(data, '\n'))
		return err
	})
}

// ReplaceFile puts what write writes in place of the file at path, whole or not at
// all. Only the owner can read it: that of the file which was there, or else of the
// directory, if this process may choose.
func ReplaceFile(path string, write func(*os.File) error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".part-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(file.Name())
		}
	}()
	defer file.Close()
	if err := write(file); err != nil {
		return err
	}
	if err := KeepOwner(file, path); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	SyncDirectory(filepath.Dir(path))
	return nil
}

// SyncDirectory puts new names on disk. Not every system can; then they are written
// a little later.
func SyncDirectory(path string) {
	directory, err := os.Open(path)
	if err != nil {
		return
	}
	defer directory.Close()
	_ = directory.Sync()
}
