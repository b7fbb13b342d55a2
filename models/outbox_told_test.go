package models

import (
	"slices"
	"testing"
)

// TestToldBy names each channel that the customer allows, with the masked address on it.
func TestToldBy(t *testing.T) {
	a, masked := &Account{Phone: Sealed("x"), Email: Sealed("y")}, Personal{Phone: "138****1234", Email: "z***@example.com"}
	got := Outlets{SMS: true, Email: true, Webhook: true}.ToldBy(a, nil, masked)
	if !slices.Equal(got, []Told{{ChannelSMS, "138****1234"}, {ChannelEmail, "z***@example.com"}, {Channel: ChannelWebhook}}) {
		t.Errorf("told by %+v", got)
	}
	got = Outlets{SMS: true}.ToldBy(a, ContactChoices{WaySMS: {Way: WaySMS}}, masked)
	if !slices.Equal(got, []Told{{Channel: ChannelLetter}}) {
		t.Errorf("a customer who refuses text messages is told by %+v", got)
	}
}
