package demo

import (
	"context"
	"math"
	"math/rand/v2"
	"time"

	"candor/data"
	"candor/models"
)

// historyBatch is how many accounts one unit gives a history.
const historyBatch = 500

// AddHistory gives the accounts so many events more, spread evenly over them and over the
// last sixty days, as history that nobody decided; progress may be nil. It is meant for measures of size.
func AddHistory(ctx context.Context, s *data.Store, ids []models.ID, events int, seed uint64, progress func(done, total int)) error {
	if events == 0 {
		return nil
	}
	each := (events + len(ids) - 1) / len(ids)
	r := rand.New(rand.NewPCG(seed, 77))
	now := s.Now()
	for from := 0; from < len(ids); from += historyBatch {
		to := min(from+historyBatch, len(ids))
		entries := make([]data.Entry, 0, historyBatch)
		for i := from; i < to; i++ {
			e := data.Entry{Account: models.Account{ID: ids[i], Source: "history", ExternalID: ExternalID(i)}}
			at := now.AddDate(0, 0, -60)
			gap := 60 * 24 * time.Hour / time.Duration(each+1)
			for range each {
				at = at.Add(gap/2 + time.Duration(r.Int64N(int64(gap))))
				if at.After(now) {
					break
				}
				e.Events = append(e.Events, models.Event{
					Kind: models.EventPurchase, AmountFen: int64(2000 * math.Exp(r.NormFloat64())), At: at,
					Body: models.EventBody{
						Product: models.ProductPayLater, Merchant: merchants[r.IntN(len(merchants))], City: "Hangzhou",
						Device: DeviceOf(ExternalID(i), 0),
					},
				})
			}
			entries = append(entries, e)
		}
		if err := s.BulkHistory(ctx, Actor(), entries); err != nil {
			return err
		}
		if progress != nil {
			progress(to, len(ids))
		}
	}
	return nil
}
