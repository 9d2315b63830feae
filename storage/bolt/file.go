package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
)

// The header of a bbolt file, version 2: two pages that each say what the file
// holds, of which the one with the higher transaction counts (go.etcd.io/bbolt,
// internal/common).
const (
	pageHeader   = 16
	metaSize     = 64
	metaMagic    = 0xED0CDAED
	checksumAt   = 56
	smallestFile = 2 * (pageHeader + metaSize)
)

// whole reports whether all pages that a file speaks of are there. bbolt itself
// kills the process when it touches one that is not.
func whole(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return errors.New("this is a directory, not a file")
	}
	if info.Size() == 0 {
		return errors.New("the file is empty: restore a backup, or remove it to begin again")
	}
	newest, ok := newestMeta(file)
	if !ok {
		return errors.New("this file is not a database of donations, or its header is damaged: restore a backup")
	}
	if need := newest.pages * newest.pageSize; uint64(info.Size()) < need {
		return fmt.Errorf("the file is cut off: it has %d of %d bytes; restore a backup", info.Size(), need)
	}
	return newest.checkBuckets(file, newest.root, mostLevels)
}

// meta is what a file says of itself.
type meta struct {
	pageSize uint64
	root     uint64 // the page of the buckets' names
	pages    uint64 // in use, from the start of the file
	txid     uint64
}

// newestMeta is the newest valid one.
func newestMeta(file *os.File) (newest meta, ok bool) {
	for _, at := range []int64{0, 4096, 8192, 16384, 65536} { // the second header's place depends on the page size
		header := make([]byte, pageHeader+metaSize)
		if _, err := file.ReadAt(header, at); err != nil {
			continue
		}
		raw := header[pageHeader:]
		sum := fnv.New64a()
		sum.Write(raw[:checksumAt])
		order := binary.NativeEndian
		if order.Uint32(raw) != metaMagic || order.Uint64(raw[checksumAt:]) != sum.Sum64() {
			continue
		}
		m := meta{pageSize: uint64(order.Uint32(raw[8:])), root: order.Uint64(raw[16:]), pages: order.Uint64(raw[40:]), txid: order.Uint64(raw[48:])}
		if at != 0 && uint64(at) != m.pageSize {
			continue
		}
		if !ok || m.txid > newest.txid {
			newest, ok = m, true
		}
	}
	return newest, ok
}
