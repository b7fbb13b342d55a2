package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// benchClient asks for pages over one kept connection and does no more than that needs:
// the server works on the same cores, so whatever the asking costs is missing there.
// Answers without a length are refused; every page and file of ours has one.
type benchClient struct {
	conn   net.Conn
	in     *bufio.Reader
	head   string // of every request after its path
	out    []byte
	body   []byte
	status int
}

// dialBench connects to an address; cookies is a Cookie header's value, or empty.
func dialBench(addr, cookies string) (*benchClient, error) {
	conn, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		return nil, err
	}
	head := " HTTP/1.1\r\nHost: " + addr + "\r\n"
	if cookies != "" {
		head += "Cookie: " + cookies + "\r\n"
	}
	return &benchClient{conn: conn, in: bufio.NewReaderSize(conn, 64<<10), head: head + "\r\n"}, nil
}

// get asks for one page and returns its body, which holds until the next call.
func (c *benchClient) get(path string) ([]byte, error) {
	c.out = append(append(append(c.out[:0], "GET "...), path...), c.head...)
	if _, err := c.conn.Write(c.out); err != nil {
		return nil, err
	}
	length, err := c.readHead()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if cap(c.body) < length {
		c.body = make([]byte, length)
	}
	c.body = c.body[:length]
	if _, err = io.ReadFull(c.in, c.body); err == nil && c.status != http.StatusOK {
		err = fmt.Errorf("status %d", c.status)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c.body, nil
}

var lengthHead = []byte("Content-Length:")

// readHead reads status and headers and returns the length of the body.
func (c *benchClient) readHead() (length int, err error) {
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < 12 {
		return 0, fmt.Errorf("no status in %q", line)
	}
	if c.status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	length = -1
	for {
		if line, err = c.in.ReadSlice('\n'); err != nil {
			return 0, err
		}
		if len(line) <= 2 {
			break
		}
		if value, ok := bytes.CutPrefix(line, lengthHead); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, err
			}
		}
	}
	if length < 0 {
		return 0, fmt.Errorf("status %d without a length", c.status)
	}
	return length, nil
}

// signInBench signs a member of the demo staff in and returns the cookies.
func signInBench(addr, login string) (string, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	client := &http.Client{Jar: jar, Timeout: time.Minute}
	resp, err := client.PostForm("http://"+addr+"/signin", url.Values{"login": {login}, "password": {demoPassword}})
	if err != nil {
		return "", fmt.Errorf("sign in as %s: %w", login, err)
	}
	if _, err = io.Copy(io.Discard, resp.Body); err == nil {
		err = resp.Body.Close()
	}
	if err == nil && strings.HasSuffix(resp.Request.URL.Path, "/signin") {
		err = fmt.Errorf("status %d", resp.StatusCode)
	}
	if err != nil {
		return "", fmt.Errorf("sign in as %s: %w", login, err)
	}
	var cookies []string
	for _, c := range jar.Cookies(resp.Request.URL) {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	client.CloseIdleConnections()
	return strings.Join(cookies, "; "), nil
}

// bearer makes the client a machine with a key.
func (c *benchClient) bearer(secret string) {
	c.head = strings.TrimSuffix(c.head, "\r\n") + "Authorization: Bearer " + secret + "\r\nContent-Type: application/json\r\n"
}

// post sends a body and returns the answer, which holds until the next call. Any status
// but 200 and 201 is an error; a status of 0 then means that there was no answer.
func (c *benchClient) post(path string, body []byte) ([]byte, error) {
	c.status = 0
	c.out = append(append(append(c.out[:0], "POST "...), path...), c.head...)
	c.out = strconv.AppendInt(append(c.out, "Content-Length: "...), int64(len(body)), 10)
	c.out = append(append(c.out, "\r\n\r\n"...), body...)
	if _, err := c.conn.Write(c.out); err != nil {
		return nil, err
	}
	length, err := c.readHead()
	if err != nil {
		c.status = 0
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if cap(c.body) < length {
		c.body = make([]byte, length)
	}
	c.body = c.body[:length]
	if _, err = io.ReadFull(c.in, c.body); err == nil && c.status != http.StatusOK && c.status != http.StatusCreated {
		err = fmt.Errorf("status %d: %s", c.status, c.body)
	}
	return c.body, err
}

var outcomeMark = []byte(`"outcome":"`)

// outcomeIn finds the outcome in a decision.
func outcomeIn(answer []byte) string {
	_, rest, ok := bytes.Cut(answer, outcomeMark)
	if !ok {
		return ""
	}
	word, _, _ := bytes.Cut(rest, []byte{'"'})
	return string(word)
}
