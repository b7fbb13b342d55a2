package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Limits of the command that gives the operator's key.
const (
	kekCommandTime = 15 * time.Second
	kekCommandMax  = 4 << 10 // bytes of its answer
)

// kek returns the key that seals the keys, nil when none is set. The command, if there is
// one, runs once a process.
func (c *Config) kek(ctx context.Context) ([]byte, error) {
	if c.KEKCommand == "" {
		return c.givenKEK()
	}
	if c.fetched == nil {
		out, err := runKEK(ctx, c.KEKCommand)
		if err != nil {
			return nil, fmt.Errorf("--kek-command: %w", err)
		}
		if c.fetched, err = decodeKEK(out); err != nil {
			return nil, fmt.Errorf("--kek-command: %w", err)
		}
	}
	return c.fetched, nil
}

// givenKEK reads the key from the file or the setting itself.
func (c *Config) givenKEK() ([]byte, error) {
	encoded := c.KEK
	if c.KEKFile != "" {
		b, err := os.ReadFile(c.KEKFile)
		if err != nil {
			return nil, fmt.Errorf("--kek-file: %w", err)
		}
		encoded = string(b)
	}
	if strings.TrimSpace(encoded) == "" {
		return nil, nil
	}
	key, err := decodeKEK(encoded)
	if err != nil {
		return nil, fmt.Errorf("--kek: %w", err)
	}
	return key, nil
}

func decodeKEK(encoded string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil || len(key) != 32 {
		return nil, errors.New("want 32 bytes in base64")
	}
	return key, nil
}

// runKEK is the hook for a key management service: a command of the operator's that prints
// the key, such as one that has the service decrypt it. The line comes from the settings
// alone and is split at spaces; there is no shell, no input, and nothing of any request in
// it (S5). What it prints on standard error is not shown, because it may hold the key.
func runKEK(ctx context.Context, line string) (string, error) {
	words := strings.Fields(line)
	if len(words) == 0 {
		return "", errors.New("no command")
	}
	ctx, cancel := context.WithTimeout(ctx, kekCommandTime)
	defer cancel()
	command := exec.CommandContext(ctx, words[0], words[1:]...)
	command.WaitDelay = time.Second // a child that keeps the pipe open does not hold us
	out := &capped{most: kekCommandMax}
	command.Stdout = out
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return "", fmt.Errorf("%s: %w", words[0], err)
	}
	return out.kept.String(), nil
}

// capped keeps no more than it should of what is written to it, and then refuses.
type capped struct {
	kept bytes.Buffer
	most int
}

// Write takes bytes until there are too many.
func (c *capped) Write(b []byte) (int, error) {
	if c.kept.Len()+len(b) > c.most {
		return 0, io.ErrShortBuffer
	}
	return c.kept.Write(b)
}
