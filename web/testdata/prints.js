// The prints of a page's elements: what axe's rules decide by, of the element, of all it stands in and of what stands in it. Two elements of
// one print are right or wrong together. Texts, numbers and addresses are left out: only whether there are any counts.
(() => {
	const kept = new Set(["class", "role", "type", "lang", "dir", "tabindex", "scope", "style", "autocomplete", "http-equiv", "content", "colspan", "rowspan",
		"aria-hidden", "aria-current", "aria-expanded", "aria-sort", "aria-live", "aria-invalid", "aria-selected", "aria-pressed", "aria-checked", "aria-haspopup"]);
	const points = new Set(["for", "list", "form", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-activedescendant", "aria-errormessage", "headers"]);
	const attribute = ({ name, value }) => {
		if (kept.has(name)) return name + "=" + value;
		if (points.has(name)) return name + "=" + value.split(/\s+/).every(id => document.getElementById(id));
		return name + (value.trim() ? "" : "=");
	};
	// cyrb53 of bryc, in the public domain.
	const hash = text => {
		let a = 0xdeadbeef, b = 0x41c6ce57;
		for (let i = 0; i < text.length; i++) {
			const c = text.charCodeAt(i);
			a = Math.imul(a ^ c, 2654435761); b = Math.imul(b ^ c, 1597334677);
		}
		a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
		b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
		return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
	};
	// What colours decide asks less: the element's names and colours, and those of all it stands in. Of each such ink the page keeps its first element.
	const inks = window.inks = {};
	const inked = (el, above, s, text) => {
		const states = [...el.attributes].filter(a => a.name !== "class" && kept.has(a.name)).map(attribute).sort();
		const ink = hash([above, el.localName, [...el.classList].sort().join("."), ...states, el.checked, el.disabled, s.color, s.backgroundColor,
			s.backgroundImage, s.opacity, s.fontSize, s.fontWeight, s.textDecorationLine, s.textShadow, s.position].join("|"));
		if (text || el.matches("input, select, textarea, button")) inks[ink] ??= el;
		return ink;
	};
	const prints = window.prints = {}; // of each print its elements
	const add = (print, ...elements) => (prints[print] ??= []).push(...elements);
	const visit = (el, above, under) => {
		if (el.localName === "script" || el.localName === "style") return;
		const parts = new Set([...el.children].map(c => c.localName)), s = getComputedStyle(el);
		const text = [...el.childNodes].some(n => n.nodeType === 3 && n.data.trim());
		const own = hash([above, el.localName, ...[...el.attributes].map(attribute).sort(), ...[...parts].sort(), text, el.checked, el.disabled,
			s.display, s.visibility, s.color, s.backgroundColor, s.opacity, s.fontSize, s.fontWeight, s.textDecorationLine].join("|"));
		add(own, el);
		const ink = inked(el, under, s, text);
		if (el.localName === "svg") { // of a drawing only what may be read or reached counts
			el.querySelectorAll("a, text, title, [role], [tabindex], [aria-label]").forEach(c => add(hash([own, c.localName, ...[...c.attributes].map(a => kept.has(a.name) ? attribute(a) : a.name).sort()].join("|")), c));
			el.querySelectorAll("text").forEach(c => inked(c, ink, getComputedStyle(c), true));
			return;
		}
		for (const child of el.children) visit(child, own, ink);
	};
	visit(document.documentElement, "", "");
	// The order of headings, the landmarks, and ids that stand twice are no element's own.
	const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
	const heads = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(e => e.localName).join(" ").replace(/(\bh\d\b)( \1)+/g, "$1");
	const marks = [...document.querySelectorAll("main, nav, header, footer, aside, [role]")].map(e => e.localName + e.getAttribute("role") + (e.getAttribute("aria-label") || "").replace(/\d+/g, "#")).filter((m, i, all) => m !== all[i - 1]).join("|");
	add("order " + hash(heads + "|" + marks));
	add("ids " + (ids.length - new Set(ids).size));
	return JSON.stringify({ prints: Object.keys(prints), inks: Object.keys(inks) });
})()
