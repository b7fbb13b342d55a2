package handlers

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestAHeldFormComesBackAsItWas, for its session and its act and while it waits, and says nothing of what it holds.
func TestAHeldFormComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		form := url.Values{}
		for range rapid.IntRange(0, 5).Draw(t, "fields") {
			form.Add(rapid.StringN(1, 10, 40).Draw(t, "name"), rapid.String().Draw(t, "value"))
		}
		sealed, err := sealForm("token", "POST /roles", form, testNow)
		if err != nil {
			t.Fatal(err)
		}
		got, err := openForm("token", "POST /roles", sealed, testNow.Add(proofHeld-1))
		if err != nil || got.Encode() != form.Encode() {
			t.Fatalf("%q came back as %q, %v", form, got, err)
		}
		at := rapid.IntRange(0, len(sealed)-1).Draw(t, "at")
		bent := sealed[:at] + string(map[bool]byte{true: 'A', false: 'B'}[sealed[at] != 'A']) + sealed[at+1:]
		if got, err := openForm("token", "POST /roles", bent, testNow); err == nil && got.Encode() != form.Encode() {
			t.Fatalf("a bent form opens as %q", got)
		}
	})
}

func TestAHeldFormGoesNowhereElse(t *testing.T) {
	form := url.Values{"password": {"a secret nobody may see"}}
	sealed, err := sealForm("token", "POST /users", form, testNow)
	if err != nil || strings.Contains(sealed, "secret") {
		t.Fatal(sealed, err)
	}
	for name, c := range map[string]struct {
		token, act, sealed string
		want               error
	}{
		"another session": {"other", "POST /users", sealed, errProofBroke}, "another act": {"token", "POST /roles", sealed, errProofBroke},
		"cut off": {"token", "POST /users", sealed[:len(sealed)-4], errProofBroke}, "nothing": {"token", "POST /users", "", errProofBroke},
		"no base64": {"token", "POST /users", "<b>", errProofBroke}, "too long": {"token", "POST /users", strings.Repeat("A", 3*proofMost), errProofBroke},
	} {
		if _, err := openForm(c.token, c.act, c.sealed, testNow); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := openForm("token", "POST /users", sealed, testNow.Add(proofHeld)); !errors.Is(err, errProofLate) {
		t.Errorf("after its time: %v", err)
	}
	if _, err := sealForm("token", "POST /users", url.Values{"a": {strings.Repeat("x", proofMost)}}, testNow); !errors.Is(err, errProofLarge) {
		t.Errorf("too large: %v", err)
	}
}
