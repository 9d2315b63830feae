package sandbox

import (
	"image"
	_ "image/gif"  // photos may be GIF,
	_ "image/jpeg" // JPEG,
	_ "image/png"  // or PNG
	"io"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// Most bytes of an upload (Bot API documentation, "Sending files").
const (
	largestPhoto    = 10 << 20
	largestDocument = 50 << 20
	largestDownload = 20 << 20
)

// Bounds of a photo's sides in pixels (Bot API documentation, sendPhoto).
const (
	longestSides = 10_000 // width and height together
	widestRatio  = 20
)

// upload is a file that the bot sent.
type upload struct {
	name, mime    string
	contents      contents
	url           string // instead of contents
	photo         bool
	width, height int
	id            string // of the file, once it is kept for good
}

// check looks at an upload that is to be used as a photo or a document.
func (u *upload) check(photo bool) *spec.Error {
	switch {
	case u.contents.size == 0:
		return spec.BadRequest("file must be non-empty")
	case photo && u.contents.size > largestPhoto:
		return spec.BadRequest("file is too big")
	case u.contents.size > largestDocument:
		return &spec.Error{Code: http.StatusRequestEntityTooLarge, Text: "Request Entity Too Large"}
	}
	u.photo = photo
	if !photo {
		return nil
	}
	u.width, u.height = pictureSize(u.contents.reader())
	switch {
	case u.width == 0:
		return spec.BadRequest("IMAGE_PROCESS_FAILED")
	case u.width+u.height > longestSides, u.width > widestRatio*u.height, u.height > widestRatio*u.width:
		return spec.BadRequest("PHOTO_INVALID_DIMENSIONS")
	}
	return nil
}

// pictureSize reads the header of a picture; it returns 0 if it is not one.
func pictureSize(r io.Reader) (width, height int) {
	var start [12]byte
	n, _ := io.ReadFull(r, start[:]) // what is too short is not a picture
	if n == len(start) && string(start[:4]) == "RIFF" && string(start[8:]) == "WEBP" {
		return 512, 512 // the standard library does not read WebP
	}
	header, _, err := image.DecodeConfig(io.MultiReader(strings.NewReader(string(start[:n])), r))
	if err != nil {
		return 0, 0
	}
	return header.Width, header.Height
}

// file describes the upload under an id.
func (u *upload) file(id string) *File {
	kind := u.mime
	if kind == "" || kind == "application/octet-stream" {
		if kind = mime.TypeByExtension(path.Ext(u.name)); kind == "" {
			kind = "application/octet-stream"
		}
	}
	kind, _, _ = strings.Cut(kind, ";")
	return &File{ID: id, Name: u.name, URL: u.url, Size: u.contents.size, Width: u.width, Height: u.height, Type: kind}
}

// kindOfFile is what Telegram calls such a file.
func kindOfFile(photo bool) string {
	if photo {
		return "Photo"
	}
	return "Document"
}
