// Lets those rules of axe that ask about one element, all it stands in and all that stands in it judge what is new on the page and what that
// stands in: the rest was judged on a page before, and a page's worth of known elements is most of axe's work. Colours are judged of an element
// of each new ink, and the size of targets near anything new, for their neighbours count. All other rules judge the whole page.
({ prints, inks }) => {
	const near = 24; // pixels within which WCAG 2.2 (2.5.8) lets no other target be
	const fresh = new Set();
	for (const print of prints) for (const el of window.prints[print]) fresh.add(el);
	const around = new Set();
	const widen = el => { for (let up = el; up && !around.has(up); up = up.parentElement) around.add(up); };
	fresh.forEach(widen);
	for (const el of document.querySelectorAll("[aria-labelledby], [aria-describedby]")) { // named by what is new
		const by = [el.getAttribute("aria-labelledby"), el.getAttribute("aria-describedby")].join(" ").split(/\s+/);
		if (by.some(id => fresh.has(document.getElementById(id)))) widen(el);
	}
	const targets = [...document.querySelectorAll("a, area, button, input, label, select, textarea, summary, [role], [tabindex], [contenteditable]")];
	const boxes = new Map(targets.map(el => [el, el.getBoundingClientRect()]));
	const crowded = new Set();
	for (const el of fresh) {
		const a = el.getBoundingClientRect();
		if (a.width * a.height === 0) continue;
		for (const [other, b] of boxes) {
			if (b.left < a.right + near && b.right > a.left - near && b.top < a.bottom + near && b.bottom > a.top - near) crowded.add(other);
		}
	}
	const pale = new Set(inks.map(ink => window.inks[ink]));
	const ofOne = new Set(["aria-allowed-attr", "aria-conditional-attr", "aria-deprecated-role", "aria-hidden-focus", "aria-prohibited-attr", "aria-roles",
		"aria-valid-attr", "autocomplete-valid", "label-content-name-mismatch", "link-name", "nested-interactive"]);
	for (const rule of axe._audit.rules) {
		const judged = { "color-contrast": pale, "link-in-text-block": pale, "target-size": crowded }[rule.id] ?? (ofOne.has(rule.id) ? around : null);
		if (!judged) continue;
		const matches = rule.matches;
		rule.matches = function (el, ...more) { return judged.has(el) && matches.call(this, el, ...more); };
	}
}
