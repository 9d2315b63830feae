package sandbox

import (
	"net/http"
	"path"
	"strings"

	"github.com/donatebot/donatebot/sandbox/markup"
	"github.com/donatebot/donatebot/sandbox/spec"
)

// elsewhereWidth and elsewhereHeight stand for the size of photos sent by URL, which
// are not fetched.
const (
	elsewhereWidth  = 800
	elsewhereHeight = 600
)

// media is the photo or the document that a parameter means: an upload, a URL or an id
// of an earlier one; s.mu is held.
func (s *Sandbox) media(c *call, value, field string, photo bool) (*File, *spec.Error) {
	up := c.uploads[field]
	if name, ok := strings.CutPrefix(value, "attach://"); ok {
		if up = c.uploads[name]; up == nil {
			return nil, spec.BadRequest(spec.FileWrong)
		}
	}
	switch {
	case up != nil:
		if refused := up.check(photo); refused != nil {
			return nil, refused
		}
		return s.store(up), nil
	case value == "":
		return nil, spec.BadRequest("there is no %s in the request", field)
	case strings.HasPrefix(value, "http://"), strings.HasPrefix(value, "https://"):
		if markup.CheckURL(value) != "" {
			return nil, spec.BadRequest(spec.FileWrong)
		}
		return s.store(&upload{url: value, name: path.Base(value), photo: photo, width: elsewhereWidth, height: elsewhereHeight}), nil
	}
	kept := s.files[value]
	if kept == nil {
		return nil, spec.BadRequest(spec.FileWrong)
	}
	if kept.photo != photo {
		return nil, spec.BadRequest("can't use file of type %s as %s", kindOfFile(kept.photo), kindOfFile(photo))
	}
	return kept.file(value), nil
}

// setFile makes a file the only one of the message.
func (m *Message) setFile(file *File, photo bool) {
	m.Photo, m.Document = nil, nil
	if photo {
		m.Photo = file
	} else {
		m.Document = file
	}
}

func getFile(s *Sandbox, c *call) (any, *spec.Error) {
	id, refused := c.needed("file_id")
	if refused != nil {
		return nil, refused
	}
	up := s.files[id]
	switch {
	case up == nil:
		return nil, spec.BadRequest("invalid file_id")
	case up.contents.size > largestDownload:
		return nil, spec.BadRequest("file is too big")
	}
	return fields{"file_id": id, "file_unique_id": "u" + id, "file_size": up.contents.size, "file_path": "files/" + id}, nil
}

// serveFile answers a download.
func (s *Sandbox) serveFile(w http.ResponseWriter, r *http.Request) {
	_, data, ok := s.File(path.Base(r.URL.Path))
	if !ok {
		writeAnswer(w, failure(&spec.Error{Code: http.StatusNotFound}))
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Write(data) //nolint:errcheck // the caller may have gone
}
