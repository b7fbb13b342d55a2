package models

import (
	"candor/engine/decide"
	"candor/engine/limits"
)

// LimitRequest is what the policy's bounds are tested against: the line's granted limit,
// the other lines' granted limits, the band and the income.
func LimitRequest(a *Account, lines []CreditLine, line *CreditLine, toFen int64) limits.Request {
	r := limits.Request{Band: a.Band, FromFen: line.LimitFen, ToFen: toFen, IncomeFen: a.IncomeFen}
	for i := range lines {
		if lines[i].ID != line.ID {
			r.OtherFen += lines[i].LimitFen
		}
	}
	return r
}

// LimitAlone is how far one person may move a limit, in fen: it may fall to Low and rise
// to High. CapFen and IncomeFen are what the band allows the account over all its lines,
// 0 when that does not bind.
type LimitAlone struct {
	Low, High         int64
	CapFen, IncomeFen int64
	RaiseBP           int64 // the most it may rise at once, as a share
}

// AloneBounds turns the policy into the amounts that limits.Check lets one person decide.
func AloneBounds(p *decide.Policy, r limits.Request) LimitAlone {
	out := LimitAlone{Low: r.FromFen - r.FromFen/10_000*p.Approval.CutBP - r.FromFen%10_000*p.Approval.CutBP/10_000, High: r.FromFen}
	for _, row := range p.Limits {
		if row.Band != r.Band {
			continue
		}
		out.CapFen, out.RaiseBP = row.CapFen, row.RaiseBP
		high := min(row.CapFen-r.OtherFen, r.FromFen+p.Approval.RaiseFen, r.FromFen+r.FromFen*row.RaiseBP/10_000)
		if row.IncomeBP > 0 && r.IncomeFen > 0 {
			out.IncomeFen = r.IncomeFen * row.IncomeBP / 10_000
			high = min(high, out.IncomeFen-r.OtherFen)
		}
		out.High = max(high, r.FromFen)
	}
	return out
}
