package models

// Behind reports whether another version went live after this one was drafted, so that what
// it changed is not in this one. A version drafted on purpose from one that was out of force
// already is not behind, nor is one whose base a rollback brought back.
func (p *Policy) Behind(live *Policy) bool {
	switch {
	case p.Base == live.Version, live.PublishedAt == nil, !live.PublishedAt.After(p.MadeAt):
		return false
	}
	return live.RollbackOf == 0 || live.Base != p.Base
}

// PutOver notes which version was live at the submission. A draft that is behind it is refused
// as base_behind unless its author named that version as the one whose changes it leaves out.
func (p *Policy) PutOver(live *Policy, known int) error {
	if p.Behind(live) && known != live.Version {
		return &Refused{Code: "base_behind"}
	}
	p.SubmittedOver = live.Version
	return nil
}

// Moved reports whether another version is live now than when this one was submitted: who
// approved it, or would, held it against a version that is no longer in force. Versions from
// before this was noted never moved.
func (p *Policy) Moved(live *Policy) bool {
	return p.SubmittedOver != 0 && p.SubmittedOver != live.Version
}
