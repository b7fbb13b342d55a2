package plain

import "math"

// The functions of this file take the steps of the C libraries that package math took its own from, with every product rounded:
// FreeBSD's msun (Ln, Exp2) and Cephes 2.8 (Sin, Cos, Asin). They are several times as fast as those that sum series, and give the
// bits that package math gives on amd64, of normal numbers.
//
// Of Ln and Exp2: Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc.
// business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is
// preserved. Of the others: Cephes Math Library Release 2.8, June 2000, Copyright 1984, 1987, 1989, 1992, 2000 by Stephen L.
// Moshier.

// ln 2 in two parts, of which the first times a whole number of eleven bits is exact.
const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10
)

// Ln is ln x for finite x > 0, within one unit in the last place; it is math.Log elsewhere. x = 2^k·(1+f), and ln(1+f) is a series
// in s = f/(2+f). Log, whose bits stored decisions rest on, is another.
func Ln(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 1) {
		return math.Log(x) // no last bit to differ in
	}
	const (
		l1, l2, l3, l4 = 6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01
		l5, l6, l7     = 1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01
	)
	part, exponent := math.Frexp(x)
	if part < math.Sqrt2/2 {
		part *= 2
		exponent--
	}
	f, k := part-1, float64(exponent)
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	odd := float64(s2 * (l1 + float64(s4*(l3+float64(s4*(l5+float64(s4*l7)))))))
	even := float64(s4 * (l2 + float64(s4*(l4+float64(s4*l6)))))
	half := float64(0.5 * f * f)
	rest := float64(s*(half+(odd+even))) + float64(k*ln2Low)
	return float64(k*ln2High) - ((half - rest) - f)
}

// Exp2 is 2^x, within one unit in the last place; 0, +Inf or NaN where math.Exp2 says so. x = k + t, and e^(t·ln 2) is a ratio of
// polynomials.
func Exp2(x float64) float64 {
	if !(x >= -1074 && x < 1024) {
		return math.Exp2(x) // no last bit to differ in
	}
	const (
		p1, p2, p3 = 1.66666666666666657415e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05
		p4, p5     = -1.65339022054652515390e-06, 4.13813679705723846039e-08
	)
	k := int(x + math.Copysign(0.5, x))
	t := x - float64(k)
	high, low := float64(t*ln2High), -float64(t*ln2Low)
	r := high - low
	t = float64(r * r)
	c := r - float64(t*(p1+float64(t*(p2+float64(t*(p3+float64(t*(p4+float64(t*p5)))))))))
	return math.Ldexp(1-((low-float64(r*c)/(2-c))-high), k)
}

// Hypot is √(x² + y²) without the squares' overflow, within two units in the last place. Neither is infinite or no number.
func Hypot(x, y float64) float64 {
	x, y = math.Abs(x), math.Abs(y)
	longer, shorter := max(x, y), min(x, y)
	if longer == 0 {
		return 0
	}
	part := shorter / longer
	return float64(longer * math.Sqrt(1+float64(part*part)))
}

// mostAngle is the largest angle that Sin and Cos take, in radians: three parts of π/4 tell it apart from its multiples.
const mostAngle = 1 << 29

// Sin is sin x for |x| < 2^29, absolutely within 2^-52; NaN beyond.
func Sin(x float64) float64 {
	octant, z := reduce(math.Abs(x))
	y := wave(octant&3 == 2, z)
	if (octant > 3) != (x < 0) {
		y = -y
	}
	return y
}

// Cos is cos x for |x| < 2^29, absolutely within 2^-52; NaN beyond.
func Cos(x float64) float64 {
	octant, z := reduce(math.Abs(x))
	y := wave(octant&3 != 2, z)
	if octant == 2 || octant == 4 {
		y = -y
	}
	return y
}

// reduce returns the even octant that an angle of at least 0 is nearest to, 0 to 6, and how far it is from there.
func reduce(x float64) (octant uint64, z float64) {
	const (
		high, middle, low = 7.85398125648498535156e-1, 3.77489470793079817668e-8, 2.69515142907905952645e-15 // of π/4
	)
	if !(x < mostAngle) {
		return 0, math.NaN()
	}
	octant = uint64(float64(x * (4 / math.Pi)))
	octant += octant & 1
	y := float64(octant)
	return octant & 7, ((x - float64(y*high)) - float64(y*middle)) - float64(y*low)
}

// wave is the cosine or the sine of an angle of at most π/4.
func wave(cosine bool, z float64) float64 {
	zz := float64(z * z)
	if cosine {
		p := horner(zz, -1.13585365213876817300e-11, 2.08757008419747316778e-9, -2.75573141792967388112e-7,
			2.48015872888517045348e-5, -1.38888888888730564116e-3, 4.16666666666665929218e-2)
		return 1.0 - float64(0.5*zz) + float64(zz*zz*p)
	}
	p := horner(zz, 1.58962301576546568060e-10, -2.50507477628578072866e-8, 2.75573136213857245213e-6,
		-1.98412698295895385996e-4, 8.33333333332211858878e-3, -1.66666666666666307295e-1)
	return z + float64(float64(z*zz)*p)
}

// horner is a polynomial of degree 5, the highest power first.
func horner(x, a, b, c, d, e, f float64) float64 {
	return float64((float64((float64((float64((float64(a*x)+b)*x)+c)*x)+d)*x)+e)*x) + f
}

// Asin is the angle between -π/2 and π/2 whose sine is x, within 2^-51; NaN where |x| > 1.
func Asin(x float64) float64 {
	a := math.Abs(x)
	if a > 1 || x == 0 {
		return x * math.Asin(a) // NaN or 0
	}
	root := math.Sqrt(1 - float64(a*a))
	var angle float64
	if a > 0.7 {
		angle = math.Pi/2 - atan(root/a)
	} else {
		angle = atan(a / root)
	}
	return math.Copysign(angle, x)
}

// atan is the angle between 0 and π/2 whose tangent is x.
func atan(x float64) float64 {
	const rest, tan3pi8 = 6.123233995736765886130e-17, 2.41421356237309504880 // what π/2 is more than its number; tan 3π/8
	switch {
	case x <= 0.66:
		return smallAtan(x)
	case x > tan3pi8:
		return math.Pi/2 - smallAtan(1/x) + rest
	}
	return math.Pi/4 + smallAtan((x-1)/(x+1)) + 0.5*rest
}

// smallAtan is atan for |x| <= 0.66.
func smallAtan(x float64) float64 {
	z := float64(x * x)
	over := horner(z, 0, -8.750608600031904122785e-01, -1.615753718733365076637e+01, -7.500855792314704667340e+01,
		-1.228866684490136173410e+02, -6.485021904942025371773e+01)
	under := horner(z, 1, 2.485846490142306297962e+01, 1.650270098316988542046e+02, 4.328810604912902668951e+02,
		4.853903996359136964868e+02, 1.945506571482613964425e+02)
	z = float64(z*over) / under
	return float64(x*z) + x
}
