package sandbox

import (
	"slices"
	"sync"
	"time"
)

// FaultKind is how Telegram fails.
type FaultKind interface{ fault() }

// The faults. Each one but FaultSlow, FaultServerAfter, FaultDropAfter and
// FaultHalf keeps the work from being done.
type (
	// FaultTooMany is a 429.
	FaultTooMany struct{ RetryAfter int } // seconds
	// FaultServer is a 500 with JSON, or a 502 with a page of HTML.
	FaultServer struct{ HTML bool }
	// FaultServerAfter does the work and answers 500.
	FaultServerAfter struct{}
	// FaultDrop closes the connection before the work.
	FaultDrop struct{}
	// FaultDropAfter does the work and closes the connection.
	FaultDropAfter struct{}
	// FaultHalf does the work and sends half of the answer.
	FaultHalf struct{}
	// FaultSlow does the work after a delay.
	FaultSlow struct{ Delay time.Duration }
	// FaultHang does not answer until the fault is removed (the connection is closed
	// then) or the caller has gone.
	FaultHang struct{}
	// FaultAnswer is a refusal by Telegram's servers. The Bot API gives some of them
	// another code, see spec.FromServer.
	FaultAnswer struct {
		Code        int
		Description string
	}
)

func (FaultTooMany) fault()     {}
func (FaultServer) fault()      {}
func (FaultServerAfter) fault() {}
func (FaultDrop) fault()        {}
func (FaultDropAfter) fault()   {}
func (FaultHalf) fault()        {}
func (FaultSlow) fault()        {}
func (FaultHang) fault()        {}
func (FaultAnswer) fault()      {}

// Fault says which requests fail and how.
type Fault struct {
	// Method is one method; "" is any but getUpdates, "*" is any.
	Method string
	// Match narrows it down; nil: all requests. It runs while faults are locked.
	Match func(Request) bool
	Kind  FaultKind
	Times int // 0: until it is removed
}

// Faults are what is wrong with Telegram at the moment.
type Faults struct {
	mu   sync.Mutex
	list []*active
}

// active is a fault that is at work.
type active struct {
	Fault
	left    int
	removed chan struct{}
	once    sync.Once
}

func (a *active) end() { a.once.Do(func() { close(a.removed) }) }

// Add makes requests fail from now on. If several faults fit, the first one counts.
func (f *Faults) Add(fault Fault) (remove func()) {
	a := &active{Fault: fault, left: fault.Times, removed: make(chan struct{})}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, a)
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.list = slices.DeleteFunc(f.list, func(x *active) bool { return x == a })
		a.end()
	}
}

// Clear removes all faults.
func (f *Faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range f.list {
		a.end()
	}
	f.list = nil
}

// take returns the fault for a request, nil if there is none. One that is used up leaves the
// list, unless requests hang in it that its removal has to end.
func (f *Faults) take(r Request) *active {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, a := range f.list {
		if !a.fits(r) {
			continue
		}
		a.left--
		if _, hangs := a.Kind.(FaultHang); a.Times > 0 && a.left == 0 && !hangs {
			f.list = slices.Delete(f.list, i, i+1)
		}
		return a
	}
	return nil
}

func (a *active) fits(r Request) bool {
	if a.Times > 0 && a.left <= 0 {
		return false
	}
	switch a.Method {
	case "*":
	case "":
		if r.Method == "getUpdates" {
			return false
		}
	default:
		if a.Method != r.Method {
			return false
		}
	}
	return a.Match == nil || a.Match(r)
}
