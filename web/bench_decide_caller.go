package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"candor/data/demo"
	"candor/models"
)

// decideCaller sends one event after the other.
type decideCaller struct {
	bench    *decideBench
	name     string
	rand     *rand.Rand
	sent     int
	body     []byte
	took     []float64
	failed   int
	outcomes map[string]int
}

func (c *decideCaller) run(ctx context.Context, addr string) (err error) {
	client, err := dialBench(addr, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.conn.Close()) }()
	client.bearer(c.bench.secret)
	for ctx.Err() == nil {
		path := c.next()
		begun := time.Now()
		answer, err := client.post(path, c.body)
		c.took = append(c.took, float64(time.Since(begun).Microseconds())/1000)
		if err != nil {
			if client.status == 0 {
				return err
			}
			c.failed++
			continue
		}
		c.outcomes[outcomeIn(answer)]++
	}
	return nil
}

// next writes the body of the next event: mostly a purchase on the customer's own phone,
// now and then a repayment, a draw or a login.
func (c *decideCaller) next() (path string) {
	r := c.rand
	i := r.IntN(len(c.bench.ids))
	c.sent++
	b := append(c.body[:0], `{"external_id":"`...)
	b = strconv.AppendInt(append(b, c.name...), int64(c.sent), 10)
	b = append(append(b, `","account_id":"`...), c.bench.ids[i].Public(models.PrefixAccount)...)
	b = time.Now().UTC().AppendFormat(append(b, `","at":"`...), time.RFC3339Nano)
	b = append(b, '"')
	path = "/api/v1/transactions"
	amount := int64(500 + r.IntN(20_000))
	switch kind := r.IntN(20); {
	case kind == 0:
		path = "/api/v1/logins"
		b = append(b, `,"kind":"login"`...)
	case kind < 3:
		path = "/api/v1/repayments"
		b = strconv.AppendInt(append(b, `,"currency":"CNY","product":"paylater","amount_fen":`...), amount*4, 10)
		c.body = append(b, '}')
		return path
	default:
		b = append(b, `,"kind":"purchase","product":"paylater","merchant":"m-`...)
		b = strconv.AppendInt(b, int64(r.IntN(5000)), 10)
		b = strconv.AppendInt(append(b, `","currency":"CNY","amount_fen":`...), amount, 10)
	}
	b = append(append(b, `,"device":"`...), demo.DeviceOf(demo.ExternalID(i), 0)...)
	b = strconv.AppendInt(append(b, `","city":"Hangzhou","network":"AS4134","ip":"2001:db8:`...), int64(i>>16), 16)
	b = strconv.AppendInt(append(b, ':'), int64(i&0xffff), 16)
	c.body = append(b, `::1"}`...)
	return path
}
