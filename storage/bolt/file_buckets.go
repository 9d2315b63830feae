package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

// A page of bbolt begins with id (8), flags (2), count (2) and overflow (4); elements
// follow. One of a leaf is flags (4), position (4), length of the key (4) and of the
// value (4), one of a branch is position (4), length of the key (4) and page (8).
// Positions count from the element. A small bucket is a leaf page within the value of
// its name, behind a header of 16 bytes whose first 8 are 0 then.
const (
	elementSize  = 16
	bucketHeader = 16
	branchFlag   = 1
	leafFlag     = 2

	mostLevels   = 8  // of pages with names of buckets: far above what there can be
	mostOverflow = 64 // pages that hold one page's content: likewise
)

var errBuckets = errors.New("the file is damaged where its buckets are named: restore a backup")

// checkBuckets looks at the pages that name the buckets, and at small buckets within
// them. bbolt copies these to the heap and follows their positions from there: one
// that is damaged leads into memory of somebody else.
func (m meta) checkBuckets(file *os.File, id uint64, levels int) error {
	page, err := m.page(file, id)
	if err != nil || levels == 0 {
		return errors.Join(errBuckets, err)
	}
	order := binary.NativeEndian
	switch flags := order.Uint16(page[8:]); flags {
	case leafFlag:
		return checkLeaf(page, checkBucket)
	case branchFlag:
		for n := range int(order.Uint16(page[10:])) {
			at := pageHeader + n*elementSize
			if at+elementSize > len(page) || !within(page[at:], order.Uint32(page[at:]), order.Uint32(page[at+4:])) {
				return errBuckets
			}
			if err := m.checkBuckets(file, order.Uint64(page[at+8:]), levels-1); err != nil {
				return err
			}
		}
		return nil
	}
	return errBuckets
}

// page reads a page with those that continue it.
func (m meta) page(file *os.File, id uint64) ([]byte, error) {
	header := make([]byte, pageHeader)
	if id >= m.pages {
		return nil, fmt.Errorf("page %d is beyond the end", id)
	}
	if _, err := file.ReadAt(header, int64(id*m.pageSize)); err != nil {
		return nil, err
	}
	overflow := uint64(binary.NativeEndian.Uint32(header[12:]))
	if overflow > mostOverflow || id+overflow >= m.pages {
		return nil, fmt.Errorf("page %d has %d more", id, overflow)
	}
	page := make([]byte, (1+overflow)*m.pageSize)
	_, err := file.ReadAt(page, int64(id*m.pageSize))
	return page, err
}

// checkLeaf looks whether all elements of a leaf lie within it, and hands over values.
func checkLeaf(page []byte, look func(value []byte) error) error {
	order := binary.NativeEndian
	for n := range int(order.Uint16(page[10:])) {
		at := pageHeader + n*elementSize
		if at+elementSize > len(page) {
			return errBuckets
		}
		position, key, value := order.Uint32(page[at+4:]), order.Uint32(page[at+8:]), order.Uint32(page[at+12:])
		if !within(page[at:], position, key, value) {
			return errBuckets
		}
		start := uint64(at) + uint64(position) + uint64(key)
		if err := look(page[start : start+uint64(value)]); err != nil {
			return err
		}
	}
	return nil
}

// within reports whether what begins at a position of data and is that long lies in it.
func within(data []byte, position uint32, lengths ...uint32) bool {
	end := uint64(position)
	for _, n := range lengths {
		end += uint64(n)
	}
	return end <= uint64(len(data))
}

// checkBucket looks at the value of a bucket's name.
func checkBucket(value []byte) error {
	if len(value) < bucketHeader {
		return errBuckets
	}
	if binary.NativeEndian.Uint64(value) != 0 { // it has pages of its own
		return nil
	}
	page := value[bucketHeader:]
	if len(page) < pageHeader || binary.NativeEndian.Uint16(page[8:]) != leafFlag {
		return errBuckets
	}
	return checkLeaf(page, func([]byte) error { return nil })
}
