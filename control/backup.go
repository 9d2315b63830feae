package control

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// writtenFile is a file as the process sees it that wrote it.
type writtenFile struct {
	Size int64     `json:"size"` // bytes
	At   time.Time `json:"at"`   // when it was last changed
}

func (l *Local) replyBackup(ctx context.Context, q request, w *replyWriter) error {
	err := l.Backup(ctx, q.Path)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%w; the running bot writes the backup, so its user and its service must be allowed to write there", err)
	}
	if err != nil {
		return err
	}
	info, err := os.Stat(q.Path)
	if err != nil {
		return err
	}
	return w.write(reply{Backup: &writtenFile{Size: info.Size(), At: info.ModTime()}})
}

// Backup implements [Admin]. It fails if the file is not where this process would look
// for it: a service may have a directory for temporary files, or a whole disk, of its own.
func (c *client) Backup(ctx context.Context, path string) error {
	return c.call(ctx, "backup", request{Path: path}, func(r reply) error {
		info, err := os.Stat(path)
		found := err == nil && r.Backup != nil && info.Size() == r.Backup.Size && info.ModTime().Equal(r.Backup.At)
		if found || err != nil && !errors.Is(err, fs.ErrNotExist) { // who may not look can't tell
			return nil
		}
		return fmt.Errorf("the backup is not at %s as you see it: the running bot wrote it, and its service has a %s of its own "+
			"(PrivateTmp=, or a container); name a directory that both see, such as the database's; what it wrote goes when the service stops", path, filepath.Dir(path))
	})
}
