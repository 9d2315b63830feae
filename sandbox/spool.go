package sandbox

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// chunkSize is how the spool is divided.
const chunkSize = 64 << 10

// spool keeps the bytes of uploads in one temporary file, so that they take no memory.
// The file has no name wherever the system lets an open file go without one, so that it
// vanishes with the process.
type spool struct {
	mu   sync.Mutex
	file *os.File
	path string // to be removed at the end, empty if the file has no name
	end  int64
	free []int64 // chunks to be used again
}

// contents are the bytes of one upload.
type contents struct {
	spool  *spool
	chunks []int64 // offsets
	size   int
}

// keep copies what a reader gives.
func (s *spool) keep(r io.Reader) (contents, error) {
	c := contents{spool: s}
	buffer := make([]byte, chunkSize)
	for {
		n, err := io.ReadFull(r, buffer)
		if n > 0 {
			at, failed := s.write(buffer[:n])
			if failed != nil {
				c.release()
				return contents{}, failed
			}
			c.chunks, c.size = append(c.chunks, at), c.size+n
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return c, nil
		case err != nil:
			c.release()
			return contents{}, err
		}
	}
}

// write puts a chunk into the file and returns where.
func (s *spool) write(data []byte) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.open(); err != nil {
		return 0, err
	}
	at := s.end
	if last := len(s.free) - 1; last >= 0 {
		at, s.free = s.free[last], s.free[:last]
	} else {
		s.end += chunkSize
	}
	if _, err := s.file.WriteAt(data, at); err != nil {
		return 0, fmt.Errorf("keep an upload: %w", err)
	}
	return at, nil
}

// open makes the file at first use; s.mu is held.
func (s *spool) open() error {
	if s.file != nil {
		return nil
	}
	f, err := os.CreateTemp("", "telegram-sandbox-*")
	if err != nil {
		return fmt.Errorf("keep uploads: %w", err)
	}
	s.file = f
	if os.Remove(f.Name()) != nil {
		s.path = f.Name()
	}
	return nil
}

// close removes the file if it has a name. Without one it stays readable.
func (s *spool) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.path != "" {
		s.file.Close()
		os.Remove(s.path) //nolint:errcheck // it is in the directory of temporary files
	}
}

// reader reads the contents from the start.
func (c contents) reader() io.Reader {
	parts := make([]io.Reader, len(c.chunks))
	for i, at := range c.chunks {
		parts[i] = io.NewSectionReader(c.spool.file, at, int64(min(chunkSize, c.size-i*chunkSize)))
	}
	return io.MultiReader(parts...)
}

// bytes reads all of it into memory.
func (c contents) bytes() ([]byte, error) { return io.ReadAll(c.reader()) }

// release gives the room back; the contents may not be used after that.
func (c contents) release() {
	if c.spool == nil {
		return
	}
	c.spool.mu.Lock()
	defer c.spool.mu.Unlock()
	c.spool.free = append(c.spool.free, c.chunks...)
}
