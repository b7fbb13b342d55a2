package watch_test

import (
	"fmt"

	"candor/engine/watch"
)

// Features come first, so that they compare the event with what was before it; then the event is added and the state stored.
func Example() {
	night := int64(1_705_336_200_000_000) // Tuesday 2024-01-16 00:30 in China
	history := []watch.Event{
		{ID: 1, Kind: watch.Purchase, At: night - 30*86_400_000_000, AmountFen: 12_000, Device: watch.Token("phone")},
		{ID: 2, Kind: watch.PasswordChange, At: night - 900_000_000, Device: watch.Token("stranger")},
	}
	var state watch.State
	for i := range history {
		state.Add(&history[i])
	}
	row := state.Append(nil) // to the database

	event := watch.Event{ID: 3, Kind: watch.Draw, At: night, AmountFen: 500_000, Device: watch.Token("stranger")}
	facts := watch.UnknownFacts()
	facts.LimitFen, facts.AvailableFen = 600_000, 500_000

	var features watch.Vector
	if err := state.Decode(row); err != nil {
		fmt.Println(err)
		return
	}
	state.Features(&event, &facts, &features)
	state.Add(&event)
	for _, name := range []string{"hour", "amount_ratio", "near_limit", "hours_since_password_change", "device_seen", "score"} {
		slot, _ := watch.Lookup(name)
		fmt.Printf("%s %.4g\n", name, features[slot])
	}
	// Output:
	// hour 0
	// amount_ratio 41.67
	// near_limit 1
	// hours_since_password_change 0.25
	// device_seen 1
	// score NaN
}
