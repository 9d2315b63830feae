package sandbox

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// gatewayPage is what stands before Telegram answers when Telegram does not.
const gatewayPage = "<html><head><title>502 Bad Gateway</title></head></html>"

// spoil is a fault that comes before the work; it reports whether that was all. Those
// that come after the work are passed on to spoilAnswer.
func (s *Sandbox) spoil(w http.ResponseWriter, r *http.Request, c *call, f *active) bool {
	var a answer
	switch kind := f.Kind.(type) {
	case FaultTooMany:
		a = failure(spec.TooMany(kind.RetryAfter))
	case FaultServer:
		a = failure(&spec.Error{Code: http.StatusInternalServerError, Text: spec.ServerRestart})
		if kind.HTML {
			a = answer{status: http.StatusBadGateway, body: []byte(gatewayPage)}
		}
	case FaultAnswer:
		a = failure(spec.FromServer(kind.Code, kind.Description))
	case FaultDrop:
		a.gone = true
	case FaultHang:
		a.gone = true
		select {
		case <-f.removed:
		case <-r.Context().Done():
		case <-s.closed:
		}
	case FaultSlow:
		s.delay(r, kind.Delay)
		return false
	case FaultServerAfter, FaultDropAfter, FaultHalf:
		return false
	default:
		panic(fmt.Sprintf("sandbox: a fault of the type %T has no answer", kind))
	}
	kept := a
	if a.gone || a.body[0] == '<' {
		kept.body = nil
	}
	s.remember(c, kept)
	writeAnswer(w, a)
	return true
}

// spoilAnswer is a fault that comes after the work.
func spoilAnswer(w http.ResponseWriter, f *active, a answer) {
	switch f.Kind.(type) {
	case FaultServerAfter:
		writeAnswer(w, failure(&spec.Error{Code: http.StatusInternalServerError, Text: spec.RequestAborted}))
	case FaultDropAfter:
		panic(http.ErrAbortHandler)
	case FaultHalf:
		writeHalf(w, a)
	default:
		writeAnswer(w, a)
	}
}

// writeHalf breaks off in the middle of an answer.
func writeHalf(w http.ResponseWriter, a answer) {
	if a.status == 0 { // the caller is gone
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	w.Write(a.body[:len(a.body)/2])       //nolint:errcheck // it is to fail
	http.NewResponseController(w).Flush() //nolint:errcheck // it is to fail
	panic(http.ErrAbortHandler)
}
