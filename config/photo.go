package config

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
)

// largestPhoto is the most that a photo sent to Telegram may have, in bytes (Bot
// API documentation, sendPhoto).
const largestPhoto = 10 << 20

// photo reads a picture. Files are looked at here; the rules of the domain, which know
// none, check addresses.
func (r *reader) photo(f field) campaigns.Photo {
	text := f.text()
	switch {
	case text == "":
		return campaigns.Photo{}
	case strings.Contains(text, "://"):
		return campaigns.Photo{URL: text}
	}
	path := r.path(text)
	if problem := pictureProblem(path); problem != "" {
		r.unreadable(f, "%s", problem)
		return campaigns.Photo{}
	}
	return campaigns.Photo{File: path}
}

// pictureProblem returns why Telegram would not take the file as a photo, "" if it
// would. The first bytes show what it is; its name may lie.
func pictureProblem(path string) string {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return unreadableFile(err)
	case info.IsDir():
		return "this is a directory, not a file"
	case !info.Mode().IsRegular():
		return "this is not a file"
	case info.Size() > largestPhoto:
		return fmt.Sprintf("this file has %d bytes: a photo has %d (10 MB) or fewer", info.Size(), largestPhoto)
	}
	file, err := os.Open(path)
	if err != nil {
		return unreadableFile(err)
	}
	defer file.Close()
	const enoughToTell = 512
	start := make([]byte, enoughToTell)
	n, err := io.ReadFull(file, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return unreadableFile(err)
	}
	if !slices.Contains([]string{"image/jpeg", "image/png", "image/webp"}, http.DetectContentType(start[:n])) {
		return "this file is not a JPEG, PNG or WebP picture"
	}
	return ""
}
