package vault

import (
	"bytes"
	"encoding/hex"
	"testing"
)

// TestSM4IsThatOfTheStandard seals the example of RFC 8998, appendix A.1.
func TestSM4IsThatOfTheStandard(t *testing.T) {
	b := func(s string) []byte {
		t.Helper()
		raw, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	primitive, err := sm4Manager{}.Primitive(b("0123456789abcdeffedcba9876543210"))
	if err != nil {
		t.Fatal(err)
	}
	key := primitive.(sm4GCM)
	nonce, associated := b("00001234567800000000abcd"), b("feedfacedeadbeeffeedfacedeadbeefabaddad2")
	plain := b("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa")
	want := b("17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d" +
		"83de3541e4c2b58177e065a9bf7b62ec")
	if got := key.gcm.Seal(nil, nonce, plain, associated); !bytes.Equal(got, want) {
		t.Errorf("sealed %x\nwant   %x", got, want)
	}
	if got, err := key.Decrypt(append(nonce, want...), associated); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("opened %x, %v", got, err)
	}
	if _, err := (sm4Manager{}).Primitive(make([]byte, 15)); err == nil {
		t.Error("a short key was taken")
	}
}
