package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"candor/data/simulate"
)

// write puts the events into a file and their labels into another.
func (c *simulateCmd) write(env *Env, o simulate.Options) error {
	begun := env.Now()
	stream, err := simulate.New(o)
	if err != nil {
		return err
	}
	if c.Start == "" { // the last event is not to lie ahead of the server's clock
		o.Start = o.Start.Add(-stream.Length())
		if stream, err = simulate.New(o); err != nil {
			return err
		}
	}
	events, labels, err := c.files(env)
	if err != nil {
		return err
	}
	sum := newSummary()
	err = c.writeAll(env, stream, events, labels, &sum)
	if err = errors.Join(err, events.Close(), labels.Close()); err != nil {
		return err
	}
	sum.took(env.Now().Sub(begun).Seconds())
	return c.print(env, &sum)
}

// files opens where events and labels go.
func (c *simulateCmd) files(env *Env) (events, labels io.WriteCloser, err error) {
	if c.Out == "-" {
		return &bufferedFile{Writer: bufio.NewWriter(env.Stdout)}, &bufferedFile{Writer: bufio.NewWriter(io.Discard)}, nil
	}
	if events, err = createFile(c.Out); err != nil {
		return nil, nil, fmt.Errorf("--out: %w", err)
	}
	if labels, err = createFile(labelsName(c.Out)); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("--out: %w", err), events.Close())
	}
	return events, labels, nil
}

// labelsName is NAME.labels.ndjson for NAME.ndjson.
func labelsName(out string) string { return strings.TrimSuffix(out, ".ndjson") + ".labels.ndjson" }

// bufferedFile is a file that is written in blocks.
type bufferedFile struct {
	*bufio.Writer
	file *os.File // nil for a writer that is not ours to close
}

func createFile(name string) (*bufferedFile, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return nil, err
	}
	return &bufferedFile{bufio.NewWriterSize(f, 1<<18), f}, nil
}

// Close writes what is left.
func (f *bufferedFile) Close() error {
	err := f.Flush()
	if f.file != nil {
		err = errors.Join(err, f.file.Close())
	}
	return err
}

func (c *simulateCmd) writeAll(env *Env, stream *simulate.Stream, events, labels io.Writer, sum *simulateSummary) error {
	progress := c.progress(env, stream)
	for {
		e, ok := stream.Next()
		if !ok {
			return nil
		}
		if sum.Events%1000 == 0 {
			if err := env.Ctx.Err(); err != nil {
				return fmt.Errorf("stopped after %d events: %w", sum.Events, err)
			}
			progress(&e, sum.Events)
		}
		line, err := e.Line()
		if err != nil {
			return err
		}
		if _, err := events.Write(line); err != nil {
			return err
		}
		sum.count(&e, nil)
		if !e.Labelled {
			continue
		}
		if line, err = e.Label(c.LabelDelay); err != nil {
			return err
		}
		if _, err := labels.Write(append(line, '\n')); err != nil {
			return err
		}
		sum.Labels++
	}
}

// progress shows on a terminal how far the simulation is.
func (c *simulateCmd) progress(env *Env, stream *simulate.Stream) func(e *simulate.Event, sent int) {
	show := bar(env, "simulating")
	if show == nil {
		return func(*simulate.Event, int) {}
	}
	length := stream.Length().Milliseconds()
	return func(e *simulate.Event, sent int) {
		if c.Events > 0 {
			show(sent, c.Events)
			return
		}
		show(int(min(e.Offset.Milliseconds(), length)), int(max(length, 1)))
	}
}
