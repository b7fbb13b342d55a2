package models

import (
	"fmt"
	"strings"
	"time"
)

// ID identifies a row: 41 bits of milliseconds since 2025-01-01 UTC, then 22 bits
// that tell rows of one millisecond apart. The zero ID means "none".
type ID int64

// Prefixes of public identifiers, one a noun.
const (
	PrefixAccount    = "acc"
	PrefixLine       = "lin"
	PrefixDecision   = "dec"
	PrefixCase       = "cas"
	PrefixFlag       = "flg"
	PrefixLimit      = "lim"
	PrefixSanction   = "san"
	PrefixAppeal     = "app"
	PrefixEvidence   = "evi"
	PrefixModel      = "mod"
	PrefixUser       = "usr"
	PrefixKey        = "key"
	PrefixMessage    = "msg"
	PrefixNote       = "not"
	PrefixRun        = "run"
	PrefixJob        = "job"
	PrefixOverride   = "ovr"
	PrefixDispute    = "dsp"
	PrefixAside      = "asd"
	PrefixChallenge  = "chl"
	PrefixListEntry  = "lst"
	PrefixBatch      = "bat"
	PrefixTraining   = "trn"
	PrefixPromotion  = "pro"
	PrefixRadar      = "rad"
	PrefixDriftAlert = "drf"
	PrefixStop       = "stp"
	PrefixBacktest   = "bkt"
	PrefixReport     = "rep"
	PrefixGuard      = "grd"
	PrefixListChange = "lch"
	PrefixNotice     = "ntc"
	PrefixOpinion    = "opi"
	PrefixFile       = "fil"
	PrefixDelivery   = "dlv"
	PrefixBulk       = "blk"
	PrefixLink       = "lnk"
	PrefixView       = "qvw"
	PrefixSample     = "smp"
	PrefixExport     = "exp"
	PrefixFormer     = "fmr"
	PrefixHardship   = "hsp"
)

// IDBits is how many bits tell ids of one millisecond apart.
const (
	epochMS = 1_735_689_600_000 // 2025-01-01 UTC
	IDBits  = 22
)

// Epoch is when ids begin to count.
func Epoch() time.Time { return time.UnixMilli(epochMS).UTC() }

// Time is when the id was made, to the millisecond.
func (id ID) Time() time.Time { return time.UnixMilli(epochMS + int64(id)>>IDBits).UTC() }

// Minute is the minute since 1970 in which the id was made.
func (id ID) Minute() int64 { return (epochMS + int64(id)>>IDBits) / 60_000 }

// FirstID is the least id that can be made at or after a time: 0 before the epoch, and what the last millisecond's is after
// every time that an id can hold.
func FirstID(at time.Time) ID { return ID(min(max(at.UnixMilli()-epochMS, 0), 1<<41-1) << IDBits) }

// crockford is the alphabet of Crockford's Base32 (2019): no I, L, O or U.
const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

const idDigits = 13

// Public writes the id as prefix_ and 13 Base32 digits.
func (id ID) Public(prefix string) string {
	var digits [idDigits]byte
	v := uint64(id)
	for i := idDigits - 1; i >= 0; i-- {
		digits[i] = crockford[v&31]
		v >>= 5
	}
	return prefix + "_" + string(digits[:])
}

// ParseID reads what Public wrote. Anything else, also an id of another noun or a
// number that does not fit 63 bits, is ErrNotFound: a stranger learns nothing.
func ParseID(prefix, s string) (ID, error) {
	digits, ok := strings.CutPrefix(s, prefix+"_")
	if !ok || len(digits) != idDigits {
		return 0, fmt.Errorf("%w: %s id", ErrNotFound, prefix)
	}
	var v uint64
	for i := range len(digits) {
		d := strings.IndexByte(crockford, digits[i])
		if d < 0 || (i == 0 && d > 7) {
			return 0, fmt.Errorf("%w: %s id", ErrNotFound, prefix)
		}
		v = v<<5 | uint64(d)
	}
	if v == 0 || v > 1<<63-1 {
		return 0, fmt.Errorf("%w: %s id", ErrNotFound, prefix)
	}
	return ID(v), nil
}
