package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"candor/data"
	"candor/models"
)

// scanTime is how long the scanner may look at one file.
const scanTime = 30 * time.Second

// scanner returns what looks at files before they are kept, nil where no command is set. The
// command comes from the settings alone, is split at spaces without a shell, and is given the
// file on standard input; its name and owner are never told. Its exit status decides, in the
// way of clamscan and clamdscan: 0 nothing found, 1 something found, anything else no answer.
func (c *Config) scanner() data.Scanner {
	words := strings.Fields(c.ScanCommand)
	if len(words) == 0 {
		return nil
	}
	return func(ctx context.Context, content []byte) error {
		ctx, cancel := context.WithTimeout(ctx, scanTime)
		defer cancel()
		command := exec.CommandContext(ctx, words[0], words[1:]...)
		command.WaitDelay = time.Second // a child that keeps the pipe open does not hold us
		command.Stdin = bytes.NewReader(content)
		err := command.Run()
		var ended *exec.ExitError
		switch {
		case ctx.Err() != nil:
			return fmt.Errorf("scan command: %w", ctx.Err())
		case errors.As(err, &ended) && ended.ExitCode() == 1:
			return models.ErrUnsafe
		case err != nil:
			return fmt.Errorf("scan command: %w", err)
		}
		return nil
	}
}
