package sandbox

import "strconv"

// store gives an upload an id; s.mu is held.
func (s *Sandbox) store(up *upload) *File {
	prefix := "BQACAgSandbox"
	if up.photo {
		prefix = "AgACAgSandbox"
	}
	id := prefix + strconv.FormatInt(s.number(), 10)
	up.id = id
	s.files[id] = up
	return up.file(id)
}

// File returns what the bot uploaded under that id.
func (s *Sandbox) File(id string) (name string, data []byte, ok bool) {
	s.mu.Lock()
	up := s.files[id]
	s.mu.Unlock()
	if up == nil {
		return "", nil, false
	}
	data, err := up.contents.bytes()
	return up.name, data, err == nil
}
