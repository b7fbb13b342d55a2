package static

import (
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The colours of the token sheets, measured. Contrast is the ratio of WCAG 2.2, success criterion 1.4.3; OKLCH to
// linear sRGB is Ottosson, "A perceptual color space for image processing" (2020).

type palette map[string]string // token → its value as written

var declaration = regexp.MustCompile(`(--[\w-]+):\s*([^;]+);`)

func readPalette(t *testing.T) palette {
	t.Helper()
	p := palette{}
	for _, name := range []string{"css/10-tokens.css", "css/15-meaning.css"} {
		src, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declaration.FindAllStringSubmatch(string(src), -1) {
			if _, seen := p[m[1]]; !seen { // later blocks repeat sizes for a density
				p[m[1]] = m[2]
			}
		}
	}
	return p
}

// resolve follows var() and light-dark() to an oklch() value.
func (p palette) resolve(value string, dark bool) (string, error) {
	value = strings.TrimSpace(value)
	switch {
	case strings.HasPrefix(value, "oklch("):
		return value, nil
	case strings.HasPrefix(value, "var("):
		return p.resolve(p[strings.TrimSuffix(strings.TrimPrefix(value, "var("), ")")], dark)
	case strings.HasPrefix(value, "light-dark("):
		inner, depth := value[len("light-dark("):len(value)-1], 0
		for i, r := range inner {
			switch {
			case r == '(':
				depth++
			case r == ')':
				depth--
			case r == ',' && depth == 0 && dark:
				return p.resolve(inner[i+1:], dark)
			case r == ',' && depth == 0:
				return p.resolve(inner[:i], dark)
			}
		}
	}
	return "", fmt.Errorf("cannot resolve %q", value)
}

// luminance is the relative luminance of an oklch() value, channels cut to the sRGB gamut.
func luminance(value string) (float64, error) {
	f := strings.Fields(strings.TrimSuffix(strings.TrimPrefix(value, "oklch("), ")"))
	if len(f) < 3 {
		return 0, fmt.Errorf("not three numbers: %q", value)
	}
	var n [3]float64
	for i := range n {
		v, err := strconv.ParseFloat(f[i], 64)
		if err != nil {
			return 0, fmt.Errorf("%q: %w", value, err)
		}
		n[i] = v
	}
	a, b := n[1]*math.Cos(n[2]*math.Pi/180), n[1]*math.Sin(n[2]*math.Pi/180)
	cube := func(x float64) float64 { return x * x * x }
	l, m, s := cube(n[0]+.3963377774*a+.2158037573*b), cube(n[0]-.1055613458*a-.0638541728*b), cube(n[0]-.0894841775*a-1.2914855480*b)
	clip := func(x float64) float64 { return min(1, max(0, x)) }
	red := clip(4.0767416621*l - 3.3077115913*m + .2309699292*s)
	green := clip(-1.2684380046*l + 2.6097574011*m - .3413193965*s)
	blue := clip(-.0041960863*l - .7034186147*m + 1.7076147010*s)
	return .2126*red + .7152*green + .0722*blue, nil
}

func (p palette) contrast(text, ground string, dark bool) (float64, error) {
	var lum [2]float64
	for i, token := range []string{text, ground} {
		v, err := p.resolve("var("+token+")", dark)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", token, err)
		}
		if lum[i], err = luminance(v); err != nil {
			return 0, fmt.Errorf("%s: %w", token, err)
		}
	}
	return (max(lum[0], lum[1]) + .05) / (min(lum[0], lum[1]) + .05), nil
}

// pair is a text colour on a ground with the least ratio it needs: 4.5 for text, 3 for the edges of controls.
type pair struct {
	text, ground string
	least        float64
}

func pairs() []pair {
	var out []pair
	for _, ground := range []string{"--ground", "--panel", "--raised", "--hover", "--neutral-3"} {
		out = append(out, pair{"--text", ground, 4.5}, pair{"--muted", ground, 4.5}, pair{"--accent-text", ground, 4.5}, pair{"--accent", ground, 3})
	}
	for _, hue := range []string{"neutral", "blue", "green", "amber", "red", "violet"} {
		for _, ground := range []string{"--panel", "--ground", "--" + hue + "-2", "--" + hue + "-3", "--" + hue + "-4"} {
			out = append(out, pair{"--" + hue + "-11", ground, 4.5}, pair{"--text", ground, 4.5})
		}
	}
	for _, solid := range []string{"--blue-9", "--blue-10", "--green-9", "--red-9", "--violet-9"} {
		out = append(out, pair{"--on-solid", solid, 4.5})
	}
	return append(out,
		pair{"--ink-text", "--ink", 4.5}, pair{"--ink-strong", "--ink-hover", 4.5}, pair{"--ink-strong", "--ink-active", 4.5},
		pair{"--ink-accent", "--ink", 3}, pair{"--control-line", "--panel", 3}, pair{"--control-line", "--ground", 3},
		pair{"--text", "--blue-3", 4.5}, pair{"--muted", "--blue-3", 4.5}, pair{"--muted", "--neutral-4", 4.5},
	)
}

func TestTextIsReadableInBothThemes(t *testing.T) {
	p := readPalette(t)
	for _, theme := range []struct {
		name string
		dark bool
	}{{"light", false}, {"dark", true}} {
		t.Run(theme.name, func(t *testing.T) {
			for _, c := range pairs() {
				ratio, err := p.contrast(c.text, c.ground, theme.dark)
				if err != nil {
					t.Fatal(err)
				}
				if ratio < c.least {
					t.Errorf("%s on %s: %.2f, want at least %.1f", c.text, c.ground, ratio, c.least)
				}
			}
		})
	}
}

func TestEveryScaleHasTwelveSteps(t *testing.T) {
	p := readPalette(t)
	for _, hue := range []string{"neutral", "blue", "green", "amber", "red", "violet"} {
		for step := 1; step <= 12; step++ {
			if _, ok := p[fmt.Sprintf("--%s-%d", hue, step)]; !ok {
				t.Errorf("--%s-%d is missing", hue, step)
			}
		}
	}
}
