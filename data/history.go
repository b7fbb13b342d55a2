package data

import (
	"fmt"

	"candor/engine/watch"
	"candor/models"
)

// addHistory writes events that happened before there was anybody to decide them, and the
// state they leave, as if each had been recorded in its time.
func (b *book) addHistory(e *Entry) error {
	if len(e.Events) == 0 {
		return nil
	}
	var state watch.State
	seen := map[listKey]bool{}
	for i := range e.Events {
		h := e.Events[i]
		id, err := b.tx.id()
		if err != nil {
			return err
		}
		n := models.NewEvent{Source: e.Account.Source, ExternalID: fmt.Sprintf("%s-h%d", e.Account.ExternalID, i)}
		h.ID, h.AccountID, h.Source, h.ExternalID = id, e.Account.ID, n.Source, n.ExternalID
		h.EventKey, h.BodyHash, h.At = n.Key(), n.Hash(), stamp(h.At)
		h.Body.Device, h.Body.Card = b.tx.store.token("device", h.Body.Device), b.tx.store.token("card", h.Body.Card)
		h.Body.Payee, h.Body.IP = b.tx.store.token("payee", h.Body.Payee), b.tx.store.token("ip", h.Body.IP)
		watched, err := h.Watched()
		if err != nil {
			return err
		}
		h.Late = !state.Add(&watched)
		h.Input, h.Result = []byte{}, []byte{}
		values, err := eventValues(&h)
		if err != nil {
			return err
		}
		if err := b.events.add(append(values, nil)...); err != nil {
			return err
		}
		for j, token := range sightTokens(&h.Body) {
			k := listKey{sightKinds[j], token}
			if token == "" || seen[k] {
				continue
			}
			seen[k] = true
			if err := b.sights.add(k.kind, k.token, int64(e.Account.ID), h.At); err != nil {
				return err
			}
		}
	}
	return b.states.add(int64(e.Account.ID), 1, state.Append(nil))
}
