package config

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
)

// largestPhoto is what a photo that is sent to Telegram may have, in bytes (Bot
// API documentation, sendPhoto).
const largestPhoto = 10 << 20

func (r *reader) photo(f field) campaigns.Photo {
	text := f.text()
	switch {
	case text == "":
		return campaigns.Photo{}
	case strings.Contains(text, "://"):
		return campaigns.Photo{URL: r.photoURL(f)}
	}
	path := r.path(text)
	if problem := pictureProblem(path); problem != "" {
		r.fault(f, "%s", problem)
		return campaigns.Photo{}
	}
	return campaigns.Photo{File: path}
}

// photoURL checks an address that Telegram will fetch.
func (r *reader) photoURL(f field) string {
	u, err := url.Parse(f.text())
	switch {
	case err != nil || u.Scheme != "https" || u.Hostname() == "" || strings.ContainsAny(f.text(), " \t\n"):
		r.fault(f, "must be an address that begins with https://, or a file")
	case u.User != nil:
		f.secret = true
		r.fault(f, "must have no user and no password")
	default:
		return f.text()
	}
	return ""
}

// pictureProblem says why Telegram would not take the file as a photo, "" where
// it would. What it is shows in its first bytes; its name may lie.
func pictureProblem(path string) string {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return unreadable(err)
	case info.IsDir():
		return "this is a folder, not a file"
	case !info.Mode().IsRegular():
		return "this is no file"
	case info.Size() > largestPhoto:
		return fmt.Sprintf("this file has %d bytes: a photo has %d (10 MB) or fewer", info.Size(), largestPhoto)
	}
	file, err := os.Open(path)
	if err != nil {
		return unreadable(err)
	}
	defer file.Close()
	const enoughToTell = 512
	start := make([]byte, enoughToTell)
	n, err := io.ReadFull(file, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return unreadable(err)
	}
	if !slices.Contains([]string{"image/jpeg", "image/png", "image/webp"}, http.DetectContentType(start[:n])) {
		return "this file is no JPEG, PNG or WebP picture"
	}
	return ""
}
