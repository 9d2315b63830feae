package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/donatebot/donatebot/sandbox"
)

// BenchmarkConversation is the CPU time that one donation costs the bot's process,
// from /start to the thanks: ours, the same calls made plainly with telebot, and
// the least that they cost in Go. What Telegram and the donors cost is not in it.
func BenchmarkConversation(b *testing.B) {
	for _, who := range []struct{ name, program string }{{"ours", "1"}, {"telebot", "telebot"}, {"floor", "floor"}} {
		b.Run(who.name, func(b *testing.B) {
			s := newStation(b, sandbox.Options{})
			bot := s.runAs(who.program)
			s.until("the bot is there", 20*time.Second, func() bool { return len(s.Requests("getMe")) > 0 })
			before := cpuTime(b, bot.Process.Pid)
			var left atomic.Int64
			left.Store(int64(b.N))
			b.ResetTimer()
			var givers sync.WaitGroup
			for n := range min(b.N, 50) {
				p := s.NewPerson(fmt.Sprint("Donor", n), "", "en", "GB")
				givers.Go(func() {
					for left.Add(-1) >= 0 {
						if err := converses(b.Context(), p, nil); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			givers.Wait()
			b.StopTimer()
			spent := cpuTime(b, bot.Process.Pid) - before
			b.ReportMetric(float64(spent.Microseconds())/float64(b.N), "cpu-µs/donation")
			b.ReportMetric(0, "ns/op")
			_ = bot.Process.Signal(os.Interrupt) // lets it write its profile
			pauseFor(b.Context(), 300*time.Millisecond)
			s.kill(bot)
		})
	}
}

// converses is a whole conversation, with a pause of the donor's before each step.
func converses(ctx context.Context, p *sandbox.Person, think func()) error {
	if think == nil {
		think = func() {}
	}
	sent := p.Start("")
	list, err := patiently(ctx, p, sent.ID, func(m *sandbox.Message) bool { return has(m, "A lifeboat") })
	if err != nil {
		return fmt.Errorf("the list: %w", err)
	}
	think()
	if _, err := p.Tap(ctx, list, "A lifeboat"); err != nil {
		return fmt.Errorf("the campaign: %w", err)
	}
	card, err := patiently(ctx, p, sent.ID, func(m *sandbox.Message) bool { return has(m, "€10") })
	if err != nil {
		return fmt.Errorf("the card: %w", err)
	}
	think()
	if _, err := p.Tap(ctx, card, "€10"); err != nil {
		return fmt.Errorf("the amount: %w", err)
	}
	invoice, err := patiently(ctx, p, sent.ID, func(m *sandbox.Message) bool { return m.Invoice != nil })
	if err != nil {
		return fmt.Errorf("the invoice: %w", err)
	}
	think()
	if _, err := p.Pay(ctx, invoice, sandbox.Payment{}); err != nil {
		return fmt.Errorf("the payment: %w", err)
	}
	_, err = patiently(ctx, p, invoice.ID, func(m *sandbox.Message) bool { return receiptForm.MatchString(m.Text) })
	return err
}

func has(m *sandbox.Message, button string) bool {
	return slices.ContainsFunc(m.Keyboard, func(row []sandbox.Button) bool {
		return slices.ContainsFunc(row, func(b sandbox.Button) bool { return b.Text == button })
	})
}

// patiently waits for a message after the one of that id, looking at the newest first.
func patiently(ctx context.Context, p *sandbox.Person, after int64, fits func(*sandbox.Message) bool) (*sandbox.Message, error) {
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	for {
		changed := p.Chat().Changed()
		all := p.Chat().Messages()
		for i := len(all) - 1; i >= 0 && all[i].ID > after; i-- {
			if fits(all[i]) {
				return all[i], nil
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// cpuTime is what a process has spent, in user and system mode.
func cpuTime(b *testing.B, pid int) time.Duration {
	b.Helper()
	if runtime.GOOS != "linux" {
		b.Skip("the CPU time of another process is read from /proc")
	}
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	fields := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+2:]))
	user, err1 := strconv.ParseInt(fields[11], 10, 64)
	system, err2 := strconv.ParseInt(fields[12], 10, 64)
	if err1 != nil || err2 != nil {
		b.Fatal(err1, err2)
	}
	return time.Duration(user+system) * 10 * time.Millisecond // in ticks of 1/100 s
}

// ownMemory is what a process keeps in memory without the mapped file, in bytes.
func ownMemory(b *testing.B, pid int) (bytes int64) {
	b.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip("the memory of another process is read from /proc")
	}
	for line := range strings.Lines(string(data)) {
		if name, rest, _ := strings.Cut(line, ":"); name == "RssAnon" || name == "RssShmem" {
			n, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			bytes += n << 10
		}
	}
	return bytes
}
