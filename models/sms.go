package models

import "unicode/utf16"

// gsm7 is the basic character set of text messages, and gsm7Extended what an escape adds to it (3GPP TS 23.038, 6.2.1 and 6.2.1.1).
const (
	gsm7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"

	gsm7Extended = "\f^{}\\[~]|€"
)

// Lengths of one text message and of each part of a longer one, in units of its alphabet: septets, or UTF-16 code units
// (3GPP TS 23.040, 9.2.3.24.1).
const (
	smsSeptets, smsSeptetsPart = 160, 153
	smsUnits, smsUnitsPart     = 70, 67
)

// SMSMost is how many parts a text message may have; gateways cut off or refuse longer ones.
const SMSMost = 10

// SMSSize is how a text goes out as a text message.
type SMSSize struct {
	Parts int
	Wide  bool // UCS-2, because a character is not in the basic set
	Units int  // septets or UTF-16 code units
}

// SizeSMS counts the parts of a text message. An empty text has none. A character of two units is not cut between parts.
func SizeSMS(text string) SMSSize {
	s := SMSSize{}
	var widths, narrow []int
	for _, r := range text {
		widths = append(widths, max(1, utf16.RuneLen(r)))
		switch {
		case contains(gsm7, r):
			narrow = append(narrow, 1)
		case contains(gsm7Extended, r):
			narrow = append(narrow, 2)
		default:
			s.Wide = true
		}
	}
	one, part := smsUnits, smsUnitsPart
	if !s.Wide {
		widths, one, part = narrow, smsSeptets, smsSeptetsPart
	}
	room := 0
	for _, w := range widths {
		s.Units += w
		if room < w {
			s.Parts, room = s.Parts+1, part
		}
		room -= w
	}
	if s.Units > 0 && s.Units <= one {
		s.Parts = 1
	}
	return s
}

func contains(set string, r rune) bool {
	for _, c := range set {
		if c == r {
			return true
		}
	}
	return false
}
