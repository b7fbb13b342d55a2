package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// newSimulateSender makes a sender that reaches this machine alone, whatever a name or a
// redirect says.
func newSimulateSender(c *simulateCmd, secret string) *simulateSender {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !to.Addr().Unmap().IsLoopback() {
			return fmt.Errorf("%s is not this machine", address)
		}
		return nil
	}}
	return &simulateSender{
		cmd: c, secret: secret, sum: newSummary(),
		client: &http.Client{
			Timeout:       30 * time.Second,
			Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: simulateLanes},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// simulateDecision is what a simulation reads of a decision.
type simulateDecision struct {
	Outcome string `json:"outcome"`
	Rules   []struct {
		Rule string `json:"rule"`
	} `json:"rules"`
	Challenge *struct {
		ID string `json:"challenge_id"`
	} `json:"challenge"`
}

// simulateTries is how often an event is sent that the server has no room for now.
const simulateTries = 10

// post sends one body. taken is false when the server has no use for it, which is counted;
// an error ends the simulation.
func (s *simulateSender) post(ctx context.Context, path string, body []byte, into any) (taken bool, err error) {
	for range simulateTries {
		status, answer, err := s.exchange(ctx, path, body)
		switch {
		case err != nil:
			return false, err
		case status == http.StatusOK || status == http.StatusCreated:
			if into == nil {
				return true, nil
			}
			return true, json.Unmarshal(answer, into)
		case status == http.StatusUnauthorized || status == http.StatusForbidden:
			return false, fmt.Errorf("the server refuses the key: status %d", status)
		case status == http.StatusServiceUnavailable || status == http.StatusConflict || status == http.StatusTooManyRequests:
			time.Sleep(time.Second)
		default:
			s.refused(fmt.Sprintf("status %d of %s: %s", status, path, bytes.TrimSpace(answer)))
			return false, nil
		}
	}
	s.refused(path + ": the server had no room")
	return false, nil
}

func (s *simulateSender) refused(why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sum.Refused++
	if s.why == "" {
		s.why = why
	}
}

func (s *simulateSender) exchange(ctx context.Context, path string, body []byte) (status int, answer []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(s.cmd.To, "/")+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Authorization", "Bearer "+s.secret)
	r.Header.Set("Content-Type", "application/json")
	resp, err := s.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	answer, err = io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return resp.StatusCode, answer, errors.Join(err, resp.Body.Close())
}
