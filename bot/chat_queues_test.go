package bot

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

func TestAChatKeepsOrderAndOthersGoOn(t *testing.T) {
	var mu sync.Mutex
	done := map[int64][]int{}
	type job struct {
		chat int64
		n    int
	}
	hold, started := make(chan struct{}), make(chan struct{}, 1)
	l := newChatQueues(func(j job) {
		if j.chat == 1 && j.n == 0 {
			started <- struct{}{}
			<-hold
		}
		mu.Lock()
		defer mu.Unlock()
		done[j.chat] = append(done[j.chat], j.n)
	})
	var want []int
	for n := range 20 {
		want = append(want, n)
		for chat := int64(1); chat <= 50; chat++ {
			if !l.put(chat, job{chat, n}) {
				t.Errorf("work %d of chat %d was dropped", n, chat)
			}
		}
		if n == 0 {
			<-started
		}
		if n%queueLength == 0 { // the others' queues are to be empty again
			waitFor(t, func() bool { mu.Lock(); defer mu.Unlock(); return len(done) == 49 })
		}
	}
	waitFor(t, func() bool { mu.Lock(); defer mu.Unlock(); return len(done[2]) == 20 })
	mu.Lock()
	if len(done[1]) != 0 {
		t.Error("a queue went on while its work was under way")
	}
	mu.Unlock()
	close(hold)
	l.idle.Wait()
	for chat, got := range done {
		if !slices.Equal(got, want) {
			t.Errorf("chat %d: %v", chat, got)
		}
	}
	if len(l.waiting) != 0 || l.total != 0 {
		t.Errorf("%d queues and %d works are left", len(l.waiting), l.total)
	}
}

// waitFor is eventually for tests without a world.
func waitFor(t *testing.T, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatal("it never came to this")
}

func TestAFullQueueDropsAndCounts(t *testing.T) {
	hold, started := make(chan struct{}), make(chan struct{}, 100)
	ran := 0
	l := newChatQueues(func(int) { started <- struct{}{}; <-hold; ran++ })
	l.put(1, 0)
	<-started
	for n := range queueLength {
		if !l.put(1, n) {
			t.Errorf("work %d was dropped", n)
		}
	}
	for range 5 {
		if l.put(1, 99) {
			t.Error("a full queue took more")
		}
	}
	if got := l.droppedSoFar(); got != 5 {
		t.Errorf("%d dropped", got)
	}
	close(hold)
	l.idle.Wait()
	if ran != queueLength+1 {
		t.Errorf("%d ran", ran)
	}
	if !l.put(1, 1) {
		t.Error("an empty queue takes nothing")
	}
	l.idle.Wait()
}

func TestClearedQueuesDoNoMore(t *testing.T) {
	hold, started := make(chan struct{}), make(chan struct{}, 100)
	var mu sync.Mutex
	var ran []string
	l := newChatQueues(func(s string) {
		started <- struct{}{}
		<-hold
		mu.Lock()
		defer mu.Unlock()
		ran = append(ran, s)
	})
	for chat := range int64(3) {
		for n := range 4 {
			l.put(chat, fmt.Sprint(chat, n))
		}
	}
	for range 3 {
		<-started
	}
	l.clear()
	close(hold)
	l.idle.Wait()
	slices.Sort(ran)
	if !slices.Equal(ran, []string{"0 0", "1 0", "2 0"}) {
		t.Errorf("%v", ran)
	}
	if l.total != 0 {
		t.Errorf("%d are counted still", l.total)
	}
}

func TestAllQueuesTogetherAreBounded(t *testing.T) {
	hold := make(chan struct{})
	l := newChatQueues(func(int) { <-hold })
	dropped := 0
	for chat := range int64(mostQueued + 500) {
		for range 2 { // one under way, one waiting
			if !l.put(chat, 1) {
				dropped++
			}
		}
		if dropped > 200 {
			break
		}
	}
	if dropped == 0 {
		t.Error("queues take anything")
	}
	close(hold)
	l.idle.Wait()
}
