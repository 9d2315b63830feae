package sandbox

import (
	"bytes"
	"image"
	_ "image/gif"  // photos may be GIF,
	_ "image/jpeg" // JPEG,
	_ "image/png"  // or PNG
	"mime"
	"net/http"
	"path"
	"strings"
)

// Most bytes of an upload (Bot API documentation, "Sending files").
const (
	largestPhoto    = 10 << 20
	largestDocument = 50 << 20
)

// upload is a file that is kept.
type upload struct {
	name, mime    string
	data          []byte
	url           string
	photo         bool
	width, height int
}

// media is the photo or the document that a parameter means: an upload, a URL or
// an id of an earlier one; s.mu is held.
func (s *Sandbox) media(c *call, value, field string, photo bool) (*File, *apiError) {
	up := c.uploads[field]
	if name, ok := strings.CutPrefix(value, "attach://"); ok {
		if up = c.uploads[name]; up == nil {
			return nil, bad("wrong file identifier/HTTP URL specified")
		}
	}
	switch {
	case up != nil:
		return s.keep(up, photo)
	case value == "":
		return nil, bad("there is no %s in the request", field)
	case strings.HasPrefix(value, "http://"), strings.HasPrefix(value, "https://"):
		if checkURL(value) != "" {
			return nil, bad("wrong file identifier/HTTP URL specified")
		}
		return s.store(&upload{url: value, name: path.Base(value), photo: photo, width: 800, height: 600}), nil
	}
	kept := s.files[value]
	if kept == nil {
		return nil, bad("wrong file identifier/HTTP URL specified")
	}
	if kept.photo != photo {
		return nil, bad("can't use file of type %s as %s", kindOfFile(kept.photo), kindOfFile(photo))
	}
	return kept.file(value), nil
}

func kindOfFile(photo bool) string {
	if photo {
		return "Photo"
	}
	return "Document"
}

// keep checks an upload and stores it.
func (s *Sandbox) keep(up *upload, photo bool) (*File, *apiError) {
	switch {
	case len(up.data) == 0:
		return nil, bad("file must be non-empty")
	case photo && len(up.data) > largestPhoto:
		return nil, bad("file is too big")
	case len(up.data) > largestDocument:
		return nil, &apiError{Code: http.StatusRequestEntityTooLarge, Text: "Request Entity Too Large"}
	}
	up.photo = photo
	if photo {
		if up.width, up.height = pictureSize(up.data); up.width == 0 {
			return nil, bad("IMAGE_PROCESS_FAILED")
		}
		if up.width+up.height > 10_000 || up.width > 20*up.height || up.height > 20*up.width {
			return nil, bad("PHOTO_INVALID_DIMENSIONS")
		}
	}
	return s.store(up), nil
}

// pictureSize reads the head of a picture, 0 where it is none.
func pictureSize(data []byte) (width, height int) {
	if len(data) > 30 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP" {
		return 512, 512 // the standard library does not read WebP
	}
	head, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return 0, 0
	}
	return head.Width, head.Height
}

// store gives the file an id; s.mu is held.
func (s *Sandbox) store(up *upload) *File {
	prefix := "BQACAgSandbox"
	if up.photo {
		prefix = "AgACAgSandbox"
	}
	id := prefix + itoa(s.number())
	s.files[id] = up
	return up.file(id)
}

func (u *upload) file(id string) *File {
	kind := u.mime
	if kind == "" || kind == "application/octet-stream" {
		if kind = mime.TypeByExtension(path.Ext(u.name)); kind == "" {
			kind = "application/octet-stream"
		}
	}
	kind, _, _ = strings.Cut(kind, ";")
	return &File{ID: id, Name: u.name, URL: u.url, Size: len(u.data), Width: u.width, Height: u.height, Type: kind}
}

// File is what the bot uploaded under that id.
func (s *Sandbox) File(id string) (name string, data []byte, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	up := s.files[id]
	if up == nil {
		return "", nil, false
	}
	return up.name, up.data, true
}

func getFile(s *Sandbox, c *call) (any, *apiError) {
	id, refused := c.needed("file_id")
	if refused != nil {
		return nil, refused
	}
	up := s.files[id]
	switch {
	case up == nil:
		return nil, bad("invalid file_id")
	case len(up.data) > 20<<20:
		return nil, bad("file is too big")
	}
	return fields{"file_id": id, "file_unique_id": "u" + id, "file_size": len(up.data), "file_path": "files/" + id}, nil
}

// serveFile answers a download.
func (s *Sandbox) serveFile(w http.ResponseWriter, r *http.Request) {
	_, data, ok := s.File(path.Base(r.URL.Path))
	if !ok {
		writeAnswer(w, failure(&apiError{Code: http.StatusNotFound}))
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Write(data) //nolint:errcheck // the caller may have gone
}
