package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"candor/models"
)

// The lists that names are put together from. They are read only.
var (
	hanSurnames = []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕")
	hanGiven    = []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅鹏辉玲燕云波宁文博晨宇欣怡雨嘉子涵思远若琳")
	surnames    = []string{
		"Arden", "Bellamy", "Corwin", "Dunmore", "Ellery", "Farrow", "Garland", "Hollis", "Ingram", "Jessop", "Kestrel",
		"Lorimer", "Marlow", "Norcott", "Osmond", "Pembury", "Quillan", "Rowley", "Selwyn", "Thorley", "Underhill", "Verney",
	}
	firstNames = []string{
		"Ada", "Bram", "Clara", "Dorian", "Edith", "Felix", "Greta", "Hugo", "Iris", "Jonas", "Kira", "Leo", "Mabel", "Nils",
		"Opal", "Piers", "Rhea", "Silas", "Tess", "Una", "Viggo", "Wren",
	}
	mailDomains = []string{"example.com", "example.net", "example.org"}
	devices     = []string{"Android phone", "iPhone", "Android tablet", "Windows computer", "Mac computer"}
	merchants   = []string{
		"Corner grocery", "Noodle house", "Metro card", "Online bookshop", "Pharmacy", "Electronics store", "Clothing outlet",
		"Cinema", "Fresh market", "Bike repair", "Tea house", "Furniture store", "Petrol station", "Hotel booking", "Train tickets",
	}
	// employers is kinds of employer with the months' income, in fen, that is usual there.
	employers = []struct {
		kind   string
		income float64
	}{
		{"private company", 900_000}, {"public service", 850_000}, {"school", 780_000}, {"hospital", 1_100_000},
		{"factory", 620_000}, {"shop", 540_000}, {"self-employed", 700_000}, {"technology company", 1_600_000}, {"farm", 420_000},
	}
)

// identity makes up a person. The number n is unlike that of any other customer of the book.
func identity(r *rand.Rand, n int, chinese bool) models.Personal {
	var name, user string
	if chinese {
		runes := []rune{pick(r, hanSurnames), pick(r, hanGiven)}
		if r.IntN(4) > 0 {
			runes = append(runes, pick(r, hanGiven))
		}
		name, user = string(runes), "customer"
	} else {
		first, last := pick(r, firstNames), pick(r, surnames)
		name, user = first+" "+last, strings.ToLower(first)
	}
	return models.Personal{
		Name:     name,
		Phone:    fmt.Sprintf("10%d%08d", n/100_000_000%10, n%100_000_000),
		IDNumber: idNumber(r, n),
		Email:    fmt.Sprintf("%s.%d@%s", user, n, pick(r, mailDomains)),
	}
}

// idNumber makes an 18-digit number of the right shape whose check digit is wrong.
func idNumber(r *rand.Rand, n int) string {
	body := fmt.Sprintf("%06d%04d%02d%02d%03d", 110_000+r.IntN(500)*1000/10*10%540_000, 1955+r.IntN(48), 1+r.IntN(12), 1+r.IntN(28), n%1000)
	right := checkDigit(body)
	wrong := (right + 1 + n%9) % 11
	return body + string("0123456789X"[wrong])
}

// checkDigit is the value, 0 to 10, that ISO 7064 MOD 11-2 asks for after 17 digits.
func checkDigit(body string) int {
	rest := 0
	for i := range len(body) {
		rest = (rest + int(body[i]-'0')) * 2 % 11
	}
	return (12 - rest) % 11
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }
