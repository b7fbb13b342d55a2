package main

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"sync"
	"time"

	"candor/data/simulate"
)

// simulateLanes is how many events are on their way at once; those of one account stay in
// order in one lane.
const simulateLanes = 8

// simulateSender sends events and keeps count.
type simulateSender struct {
	cmd    *simulateCmd
	client *http.Client
	secret string
	stop   context.CancelCauseFunc

	mu   sync.Mutex
	sum  simulateSummary
	sent []simulate.Event // that were taken and will be labelled
	why  string           // the first refusal
}

// send sends each event in its time, then what became of them.
func (c *simulateCmd) send(env *Env, o simulate.Options) error {
	secret, err := c.secret(env)
	if err != nil {
		return err
	}
	begun := env.Now()
	o.Start = begun
	stream, err := simulate.New(o)
	if err != nil {
		return err
	}
	s := newSimulateSender(c, secret)
	defer s.client.CloseIdleConnections()
	err = s.run(env, stream)
	if err == nil {
		err = s.label(env)
	}
	s.sum.took(env.Now().Sub(begun).Seconds())
	if err != nil {
		return err
	}
	if err := c.print(env, &s.sum); err != nil {
		return err
	}
	if s.sum.Refused > 0 {
		fmt.Fprintf(env.Stderr, "candor: %d events were refused, the first because: %s\n", s.sum.Refused, s.why)
		return errRejected
	}
	return nil
}

// run sends until the end, until an error, or until it is told to stop; what is on its way
// then is still answered.
func (s *simulateSender) run(env *Env, stream *simulate.Stream) error {
	ctx, stop := context.WithCancelCause(env.Ctx)
	defer stop(nil)
	s.stop = stop
	lanes := make([]chan simulate.Event, simulateLanes)
	var work sync.WaitGroup
	for i := range lanes {
		lanes[i] = make(chan simulate.Event, 64)
		work.Go(func() { s.lane(ctx, lanes[i]) })
	}
	begun := time.Now()
	progress := s.cmd.progress(env, stream)
	for n := 0; ; n++ {
		e, ok := stream.Next()
		if !ok || !sleep(ctx, time.Until(begun.Add(e.Offset))) {
			break
		}
		if n%10 == 0 {
			progress(&e, n)
		}
		h := fnv.New32a()
		_, _ = h.Write([]byte(e.AccountID)) // a hash never fails
		select {
		case lanes[h.Sum32()%simulateLanes] <- e:
		case <-ctx.Done():
		}
	}
	for _, lane := range lanes {
		close(lane)
	}
	work.Wait()
	if env.Ctx.Err() != nil {
		return nil // told to stop: a simulation has no end that it must reach
	}
	return context.Cause(ctx)
}

// sleep waits; it reports false when there is nothing more to wait for.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// lane sends the events of its accounts one after the other.
func (s *simulateSender) lane(ctx context.Context, events <-chan simulate.Event) {
	through := map[string]bool{} // of attacks, by external id
	for e := range events {
		if ctx.Err() != nil {
			continue
		}
		if e.Needs != "" && !through[e.Needs] {
			s.mu.Lock()
			s.sum.Skipped++
			s.mu.Unlock()
			continue
		}
		went, err := s.one(context.WithoutCancel(ctx), &e)
		if err != nil {
			s.stop(err)
			continue
		}
		if e.Attack != "" {
			through[e.ExternalID] = went
		}
	}
}

// one sends an event and, where it is challenged, the answer. It reports whether the event
// went through.
func (s *simulateSender) one(ctx context.Context, e *simulate.Event) (bool, error) {
	body, err := e.Body()
	if err != nil {
		return false, err
	}
	var d simulateDecision
	taken, err := s.post(ctx, e.Path(), body, &d)
	if err != nil {
		return false, err
	}
	if !taken {
		return false, nil
	}
	s.mu.Lock()
	s.sum.count(e, &d)
	if e.Labelled {
		s.sent = append(s.sent, *e)
	}
	s.mu.Unlock()
	if d.Challenge == nil {
		return d.Outcome == "allow" || d.Outcome == "monitor", nil
	}
	return s.challenged(ctx, e, d.Challenge.ID)
}

// challenged answers a challenge as whoever is behind the event would.
func (s *simulateSender) challenged(ctx context.Context, e *simulate.Event, id string) (bool, error) {
	answer := s.cmd.Answer
	if e.Attack == "" || !e.Bad {
		answer = "pass"
	}
	s.mu.Lock()
	s.sum.Challenges++
	s.mu.Unlock()
	if answer == "ignore" {
		return false, nil
	}
	passed := answer == "pass"
	body, err := json.Marshal(map[string]any{"passed": passed})
	if err != nil {
		return false, err
	}
	done, err := s.post(ctx, "/api/v1/challenges/"+id+"/result", body, nil)
	if err != nil || !done {
		return false, err
	}
	s.mu.Lock()
	s.sum.Answered++
	s.mu.Unlock()
	return passed, nil
}

// label says what became of the events that were taken, until it is told to stop.
func (s *simulateSender) label(env *Env) error {
	sleep(env.Ctx, s.cmd.LabelDelay)
	ctx := context.WithoutCancel(env.Ctx)
	progress := bar(env, "labelling")
	for i := range s.sent {
		if env.Ctx.Err() != nil {
			return nil
		}
		body, err := s.sent[i].Label(s.cmd.LabelDelay)
		if err != nil {
			return err
		}
		taken, err := s.post(ctx, "/api/v1/labels", body, nil)
		if err != nil {
			return err
		}
		if taken {
			s.sum.Labels++
		}
		if progress != nil {
			progress(i+1, len(s.sent))
		}
	}
	return nil
}
