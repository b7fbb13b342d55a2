package data

import (
	"time"

	"candor/models"
)

// caseOrder sorts by an index, so that a page reads only its own rows; back is the other way round. An order that is turned round reads
// the same index from its other end.
func caseOrder(sort models.CaseSort, back bool) string {
	base, turned := sort.Base()
	back = back != turned
	switch base {
	case models.SortDue:
		if back {
			return "due_at DESC, cases.id DESC"
		}
		return "due_at, cases.id"
	case models.SortExposure:
		if back {
			return "exposure_fen, cases.id"
		}
		return "exposure_fen DESC, cases.id DESC"
	case models.SortNewest:
		if back {
			return "cases.id"
		}
		return "cases.id DESC"
	}
	if back {
		return "risk, cases.id"
	}
	return "risk DESC, cases.id DESC"
}

// beyond starts after a place in the order, or with it when whole is set; back is before it.
func (c *conditions) beyond(sort models.CaseSort, at models.CaseCursor, back, whole bool) {
	base, turned := sort.Base()
	sign, id := "<", int64(at.ID)
	if (back != turned) != (base == models.SortDue) { // due times alone ascend
		sign = ">"
	}
	if whole {
		sign += "="
	}
	switch base {
	case models.SortDue:
		c.add("(due_at, cases.id) "+sign+" (?, ?)", time.UnixMicro(at.Key).UTC(), id)
	case models.SortExposure:
		c.add("(exposure_fen, cases.id) "+sign+" (?, ?)", at.Key, id)
	case models.SortNewest:
		c.add("cases.id "+sign+" ?", id)
	default:
		c.add("(risk, cases.id) "+sign+" (?, ?)", at.Key, id)
	}
}
