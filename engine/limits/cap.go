package limits

// Cap returns the most that an account of a band may hold over all its lines, in fen: the band's cap, or its share of a known
// monthly income where that is less. ok is false for a band without a row, whose accounts no row allows anything.
func Cap(rows []Row, band string, incomeFen int64) (fen int64, ok bool) {
	row, ok := rowOf(rows, band)
	if !ok {
		return 0, false
	}
	fen = row.CapFen
	if row.IncomeBP > 0 && incomeFen > 0 {
		fen = min(fen, incomeFen/10_000*row.IncomeBP+incomeFen%10_000*row.IncomeBP/10_000)
	}
	return fen, true
}
