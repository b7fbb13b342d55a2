package validate_test

import (
	"testing"

	"candor/engine/validate"
)

// BenchmarkMeasure validates a card on twenty thousand accounts, without the second training that the test out of time needs.
func BenchmarkMeasure(b *testing.B) {
	d := history(20_000, 1)
	m, err := trainedOn(d)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := validate.Measure(d, m, validate.Options{Champion: &m.Card}); err != nil {
			b.Fatal(err)
		}
	}
}
