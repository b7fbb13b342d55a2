package models

import (
	"slices"
	"strings"
	"time"
)

// QueueRow is a queue in the list of queues. Counts stop at CountCap.
type QueueRow struct {
	Queue   CaseQueue
	Pending int        // open cases that are not put off
	Free    int        // of them, those that nobody holds
	Oldest  *time.Time // when the oldest of them was flagged, nil without one
	Starred bool
}

// Stars lists the queues that the person keeps before the others.
func (q *QueueSetting) Stars() []CaseQueue {
	var list []CaseQueue
	for _, key := range strings.Split(q.Starred, ",") {
		if queue, ok := QueueOf(key); ok {
			list = append(list, queue)
		}
	}
	return list
}

// Star keeps a queue before the others, or no longer, in the order of the queues.
func (q *QueueSetting) Star(queue CaseQueue, on bool) {
	stars := q.Stars()
	var keys []string
	for _, one := range CaseQueues() {
		if one == queue && on || one != queue && slices.Contains(stars, one) {
			keys = append(keys, one.Key())
		}
	}
	q.Starred = strings.Join(keys, ",")
}
