package models

import "slices"

// Blind takes out what was decided and by whom.
func (c *Case) Blind() {
	c.Outcome, c.Reason, c.ClosedBy, c.ClosedName, c.ClosedAt = "", "", 0, "", nil
	c.AssigneeID, c.AssigneeName, c.EscalatedBy, c.EscalatedName, c.EscalateReason, c.SnoozedName, c.SnoozeReason = 0, "", 0, "", "", "", ""
}

// blindCases takes out what was decided of some of a list's cases.
func blindCases(list []Case, ids []ID) {
	for i := range list {
		if slices.Contains(ids, list[i].ID) {
			list[i].Blind()
		}
	}
}

// Blind takes out what was decided of some of the account's cases: those that the reader is to
// judge again without knowing.
func (d *AccountDetail) Blind(ids []ID) { blindCases(d.Cases, ids) }

// Blind does the same for a case's page. Of the case itself nothing of its history is left, and
// its flags are as they were raised.
func (d *CaseDetail) Blind(ids []ID) {
	blindCases(d.Earlier, ids)
	d.Account.Blind(ids)
	if !slices.Contains(ids, d.Case.ID) {
		return
	}
	d.Blinded, d.Entries = true, nil
	d.Case.Blind()
	for i := range d.Flags {
		d.Flags[i].State = FlagOpen
	}
}

// Blind takes out of a timeline what was decided of some cases: entries about them say only that
// there was one, and their flags are as they were raised.
func (t *Timeline) Blind(ids []ID) {
	if len(ids) == 0 {
		return
	}
	hidden := map[string]bool{}
	for _, id := range ids {
		hidden[id.Public(PrefixCase)] = true
	}
	for i := range t.Items {
		it := &t.Items[i]
		if it.Entry != nil && (hidden[it.Entry.ObjectID] || it.Entry.Action == ActionFlagOverturned) {
			e := AuditEntry{
				Seq: it.Entry.Seq, At: it.Entry.At, Action: ActionCaseMoved, ActorKind: ActorJob, ObjectType: it.Entry.ObjectType,
				ObjectID: it.Entry.ObjectID, AccountID: it.Entry.AccountID,
			}
			it.Entry = &e
		}
		if it.Flag != nil && slices.Contains(ids, it.Flag.CaseID) {
			flag := *it.Flag
			flag.State, it.Flag = FlagOpen, &flag
		}
	}
}
