package models

import "slices"

// Blind takes out what was decided and by whom.
func (c *Case) Blind() {
	c.Outcome, c.Reason, c.Principal, c.ClosedBy, c.ClosedName, c.ClosedAt = "", "", nil, 0, "", nil
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
	for i := range t.Items {
		it := &t.Items[i]
		if it.Entry != nil && (aboutCase(it.Entry, ids) || it.Entry.Action == ActionFlagOverturned) {
			e := it.Entry.blind()
			it.Entry = &e
		}
		if it.Flag != nil && slices.Contains(ids, it.Flag.CaseID) {
			flag := *it.Flag
			flag.State, it.Flag = FlagOpen, &flag
		}
	}
}

// aboutCase reports whether an entry is about one of some cases.
func aboutCase(e *AuditEntry, ids []ID) bool {
	return slices.ContainsFunc(ids, func(id ID) bool { return e.ObjectID == id.Public(PrefixCase) })
}

// blind is an entry that says only that there was one: its place in the chain and what it is about stay.
func (e *AuditEntry) blind() AuditEntry {
	return AuditEntry{
		Seq: e.Seq, At: e.At, Action: ActionCaseMoved, ActorKind: ActorJob, ObjectType: e.ObjectType, ObjectID: e.ObjectID, AccountID: e.AccountID,
		PrevHash: e.PrevHash, Hash: e.Hash,
	}
}

// BlindCases takes out of a page of the queue what was decided of the cases that the reader is to judge again, here and as what
// became of the earlier flags of their accounts.
func (p *CasePage) BlindCases(unjudged []SampleItem) {
	for i := range p.Items {
		it := &p.Items[i]
		for _, u := range unjudged {
			if u.CaseID == it.ID {
				it.Blind()
				it.People = nil
			}
			if u.AccountID == it.AccountID {
				it.Earlier.Overturned, it.Earlier.Withheld = 0, true
			}
		}
	}
}

// tells reports whether an entry says what was decided of a case that is to be judged again: it is about the case, or says
// that an appeal found one of the account's flags wrong.
func (e *AuditEntry) tells(unjudged []SampleItem) bool {
	return slices.ContainsFunc(unjudged, func(u SampleItem) bool {
		return e.ObjectID == u.CaseID.Public(PrefixCase) || (e.Action == ActionFlagOverturned && e.AccountID == u.AccountID)
	})
}

// BlindEntries takes out of entries what was decided of the cases that the reader is to judge again. Where they were
// looked for by who acted, by what was done or by what it led to, to be found would tell as much: there they are left out.
func BlindEntries(list []AuditEntry, unjudged []SampleItem, f AuditFilter) []AuditEntry {
	out := make([]AuditEntry, 0, len(list))
	for i := range list {
		switch {
		case !list[i].tells(unjudged):
			out = append(out, list[i])
		case f.ActorID == "" && f.Action == "" && f.Key == "" && f.Approval == "":
			out = append(out, list[i].blind())
		}
	}
	return out
}

// Blind takes out of one entry's page what was decided of a case that the reader is to judge again.
func (p *AuditPlace) Blind(unjudged []SampleItem) {
	if p.Entry.tells(unjudged) {
		p.Entry = p.Entry.blind()
	}
}

// Blind takes out of a dossier what was decided of some of its account's cases, and names them as withheld, the newest first.
func (d *Dossier) Blind(ids []ID) {
	d.unjudged = slices.Sorted(slices.Values(ids))
	slices.Reverse(d.unjudged)
	d.Withheld = nil
	for _, id := range d.unjudged {
		d.Withheld = append(d.Withheld, id.Public(PrefixCase))
	}
}

// blind takes out of rows of a dossier what was decided of some cases.
func (r *DossierRows) blind(ids []ID) {
	if len(ids) == 0 {
		return
	}
	blindCases(r.Cases, ids)
	for i := range r.Flags {
		if slices.Contains(ids, r.Flags[i].CaseID) {
			r.Flags[i].State = FlagOpen
		}
	}
	for i := range r.Entries {
		if e := &r.Entries[i]; aboutCase(e, ids) || e.Action == ActionFlagOverturned {
			*e = e.blind()
		}
	}
}
