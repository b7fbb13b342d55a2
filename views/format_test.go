package views

import (
	"math"
	"testing"
	"time"

	"candor/views/text"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func localizer(t *testing.T, lang string) *text.Localizer {
	t.Helper()
	b, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b.For(lang)
}

func TestMoneyShowsYuanWithTwoDecimals(t *testing.T) {
	for fen, want := range map[int64]string{
		0: "¥0.00", 5: "¥0.05", 1234567: "¥12,345.67", -500: "−¥5.00", 100: "¥1.00",
		math.MinInt64: "−¥92,233,720,368,547,758.08", math.MaxInt64: "¥92,233,720,368,547,758.07",
	} {
		if got := Money(fen); got != want {
			t.Errorf("Money(%d) = %s, want %s", fen, got, want)
		}
	}
}

func TestMoneyShortUsesTheUnitsOfTheLanguage(t *testing.T) {
	for _, c := range []struct {
		fen    int64
		en, zh string
	}{
		{0, "¥0", "¥0"}, {999_900, "¥9,999", "¥9,999"}, {1_000_000, "¥10k", "¥1万"}, {1_234_500, "¥12.3k", "¥1.2万"},
		{128_456_000, "¥1.3M", "¥128.5万"}, {12_300_000_000, "¥123M", "¥1.2亿"}, {-5_000_000, "−¥50k", "−¥5万"},
	} {
		if got := MoneyShort(c.fen, "en"); got != c.en {
			t.Errorf("en %d = %s, want %s", c.fen, got, c.en)
		}
		if got := MoneyShort(c.fen, "zh-CN"); got != c.zh {
			t.Errorf("zh-CN %d = %s, want %s", c.fen, got, c.zh)
		}
	}
}

func TestNumbersAndShares(t *testing.T) {
	got := []string{Number(1234567), Number(-999), Number(1000), Percent(375), Percent(-5), Percent(10000), Setting(5000), Setting(50), Setting(-1234), Setting(0), Signed(12), Signed(-3), Signed(0)}
	want := []string{"1,234,567", "−999", "1,000", "3.75%", "−0.05%", "100.00%", "50%", "0.5%", "−12.34%", "0%", "+12", "−3", "0"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestDatesAreShownInTheReadersZone(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	at := time.Date(2026, 11, 21, 23, 5, 9, 0, time.UTC)
	got := []string{Date(at, zone), DateTime(at, zone), DateTimeZone(at, zone), Month(at, zone), Date(time.Time{}, zone), machineTime(at.In(zone))}
	want := []string{"2026-11-22", "2026-11-22 07:05", "2026-11-22 07:05:09 CST", "2026-11", "—", "2026-11-21T23:05:09Z"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestAgoAndDueInBothLanguages(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	en, zh := localizer(t, "en"), localizer(t, "zh-CN")
	for _, c := range []struct {
		d               time.Duration
		ago, agoZH, due string
		late            bool
	}{
		{0, "just now", "刚刚", "1\u00a0min left", false},
		{-59 * time.Second, "just now", "刚刚", "1\u00a0min late", true},
		{-time.Minute, "1 minute ago", "1 分钟前", "1\u00a0min late", true},
		{-3 * time.Hour, "3 hours ago", "3 小时前", "3 hours late", true},
		{-49 * time.Hour, "2 days ago", "2 天前", "2 days late", true},
		{-70 * 24 * time.Hour, "2 months ago", "2 个月前", "70 days late", true},
		{-800 * 24 * time.Hour, "2 years ago", "2 年前", "800 days late", true},
		{5 * time.Hour, "in 5 hours", "5 小时后", "5 hours left", false},
	} {
		at := now.Add(c.d)
		words, late := Due(en, now, at)
		if d := cmp.Diff([]any{c.ago, c.agoZH, c.due, c.late}, []any{Ago(en, now, at), Ago(zh, now, at), words, late}); d != "" {
			t.Errorf("%s: %s", c.d, d)
		}
	}
	if Ago(en, now, time.Time{}) != Dash {
		t.Error("the zero time is not a dash")
	}
}

func TestMoneyKeepsEveryFen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.Int64().Draw(t, "fen")
		var back, sign uint64 = 0, 1
		for _, r := range Money(fen) {
			switch {
			case r >= '0' && r <= '9':
				back = back*10 + uint64(r-'0')
			case r == '−':
				sign = ^uint64(0)
			}
		}
		if int64(back*sign) != fen {
			t.Fatalf("%d reads back as %d", fen, int64(back*sign))
		}
	})
}
