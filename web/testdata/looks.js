// What the browser tests ask of a page besides axe: each function returns a list of faults, empty for none.
(() => {
	const seen = el => el.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
	const say = el => {
		const text = (el.textContent || el.value || "").trim().replace(/\s+/g, " ").slice(0, 40);
		const cls = typeof el.className === "string" && el.className ? "." + el.className.trim().split(/\s+/).join(".") : "";
		return `${el.tagName.toLowerCase()}${cls} "${text}"`;
	};
	const all = selector => [...document.querySelectorAll(selector)].filter(seen);
	const clipped = el => el.closest(".sr, .table-wrap, pre, .network, svg, dialog:not([open]), .toasts, .skip") !== null;

	// wide is what makes the page wider than the screen.
	const wide = () => {
		const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
		if (over <= 0) return [];
		const guilty = all("main *, header *, nav *, footer *").filter(el => !clipped(el) && el.getBoundingClientRect().right > root.clientWidth + 1);
		return [`${over} px wider than the screen: ${guilty.slice(-2).map(say).join(", ")}`];
	};

	// lines is the boxes of all texts that are read, with their elements.
	const lines = scope => {
		const out = [], walk = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT), range = document.createRange();
		while (walk.nextNode()) {
			const el = walk.currentNode.parentElement;
			if (!walk.currentNode.data.trim() || !el || !seen(el) || el.closest(".sr, svg, option, title, .skip, textarea, select") || unread(el)) continue;
			range.selectNodeContents(walk.currentNode);
			for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) out.push({ el, box });
		}
		return out;
	};
	// unread is heads of tables that are shown as cards, which only machines read.
	const unread = el => { const head = el.closest("thead"); return head !== null && getComputedStyle(head).position === "absolute" };
	const floats = el => {
		for (let e = el; e && e !== document.body; e = e.parentElement) {
			if (["sticky", "fixed", "absolute"].includes(getComputedStyle(e).position) && !e.matches("th, .timeline-dot")) return true;
		}
		return false;
	};

	// scrolls is what stands in a row that is made to scroll sideways.
	const scrolls = el => {
		for (let e = el; e && e !== document.body; e = e.parentElement) if (getComputedStyle(e).overflowX === "auto") return true;
		return false;
	};

	// inSight is what is seen of a text whose row scrolls sideways: the row draws nothing beyond its edges.
	const inSight = ({ el, box }) => {
		let { left, right, top, bottom } = box;
		for (let e = el; e && e !== document.body; e = e.parentElement) {
			if (getComputedStyle(e).overflowX !== "auto") continue;
			const row = e.getBoundingClientRect();
			[left, right] = [Math.max(left, row.left), Math.min(right, row.right)];
		}
		return { el, box: { left, right, top, bottom } };
	};

	// overlaps is the texts that lie on each other, or reach out of the box that is drawn around them.
	const overlaps = () => {
		const boxed = ".btn, .badge, td > i[class*=t-], .chip, .stat, .callout, .panel, .tabs, .field, .toast, .who, .menu > summary, li, main";
		const faults = [], boxes = lines(document.body).filter(l => !l.el.closest(".table-wrap") && !floats(l.el)).sort((a, b) => a.box.top - b.box.top), drawn = boxes.map(inSight);
		for (let i = 0; i < boxes.length; i++) {
			for (let j = i + 1; j < boxes.length && boxes[j].box.top < boxes[i].box.bottom - 4; j++) {
				const a = drawn[i].box, b = drawn[j].box;
				if (boxes[i].el !== boxes[j].el && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3 && Math.min(a.bottom, b.bottom) - b.top > 4) {
					faults.push(`${say(boxes[i].el)} lies on ${say(boxes[j].el)}`);
				}
			}
		}
		for (const { el, box } of boxes) {
			let around = el.closest(boxed);
			while (around && getComputedStyle(around).display === "contents") around = around.parentElement.closest(boxed);
			if (around && !floats(around) && !scrolls(el) && box.right > around.getBoundingClientRect().right + 1) faults.push(`${say(el)} reaches out of ${around.tagName.toLowerCase()}.${around.className}`);
		}
		for (const { el, box } of lines(document.body).filter(l => l.el.closest("td, th"))) {
			const cell = el.closest("td, th");
			if (box.right > cell.getBoundingClientRect().right + 1) faults.push(`${say(el)} reaches out of its cell`);
		}
		return faults.slice(0, 6);
	};

	// longer makes every label 1.6 times as long, as a translation might be.
	const longer = () => {
		const labels = "button, a, label, legend, th, dt, h1, h2, h3, summary, caption, figcaption, .badge, td > i[class*=t-], .chip, .hint, .stat-label, .stat-note, .muted, [data-label]";
		const stretch = text => {
			const more = Math.ceil(text.trim().length * 0.6);
			return text.trimEnd() + (/[一-鿿]/.test(text) ? "长".repeat(more) : " " + "lengthened ".repeat(Math.ceil(more / 11)).slice(0, more).trim());
		};
		const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];
		while (walk.nextNode()) if (/\p{L}{2}/u.test(walk.currentNode.data) && walk.currentNode.parentElement.closest(labels) && !walk.currentNode.parentElement.closest("svg, code, .id, time, .brand, script")) texts.push(walk.currentNode);
		for (const node of texts) node.data = stretch(node.data);
		for (const option of document.querySelectorAll("option")) option.textContent = stretch(option.textContent);
		for (const el of document.querySelectorAll("[data-label]")) el.dataset.label = stretch(el.dataset.label);
	};

	// cut is the tables that a wide screen does not show whole.
	const cut = () => all("main .table-wrap").filter(el => el.scrollWidth > el.clientWidth + 1).map(el => `${say(el.querySelector("thead") || el)} is cut: ${el.scrollWidth} of ${el.clientWidth} px`);

	// marks is everything that says something by the colour of its ground alone: small and without text.
	const marks = () => {
		const out = [];
		for (const el of document.querySelectorAll("body *")) {
			if (el.closest("svg, [hidden]") || !seen(el)) continue;
			for (const part of ["", "::before", "::after"]) {
				const s = getComputedStyle(el, part || null);
				if (part ? s.content !== '""' : el.childNodes.length || el.matches("input, select, textarea, button, hr, iframe")) continue;
				const w = part ? parseFloat(s.width) : el.offsetWidth, h = part ? parseFloat(s.height) : el.offsetHeight;
				if (w >= 1 && w <= 32 && h >= 1 && h <= 32 && !/^(transparent|.*[,/] ?0\))$/.test(s.backgroundColor)) out.push([el, part]);
			}
		}
		return out;
	};
	let before = [];
	const noteMarks = () => { before = marks() };

	// contrast is faults of a page whose colours the reader's system has replaced: marks that vanish, controls without an edge, a focus that
	// does not show.
	const forced = () => {
		const faults = [], canvas = getComputedStyle(document.body).backgroundColor;
		for (const [el, part] of before) {
			const s = getComputedStyle(el, part || null), edge = ["Top", "Right", "Bottom", "Left"].some(e => parseFloat(s[`border${e}Width`]) > 0);
			if (!edge && s.backgroundColor === canvas) faults.push(`the mark ${say(el)}${part} vanishes`);
		}
		for (const el of all("input:not([type=hidden], [type=checkbox], [type=radio], [type=range], [type=file]), select, textarea, .btn")) {
			const ring = el.closest(".affix, .top-search, .palette") || el, s = getComputedStyle(ring);
			if (parseFloat(s.borderTopWidth) === 0 || s.borderTopColor === canvas) faults.push(`the control ${say(el)} has no edge`);
		}
		for (const el of all("main a, main button, main input:not([type=hidden]), main select, main textarea, main summary, .side a").slice(0, 40)) {
			el.focus({ preventScroll: true, focusVisible: true });
			if (document.activeElement !== el) continue;
			const shown = e => { const s = getComputedStyle(e); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 && s.outlineColor !== canvas };
			if (el.closest("svg") && [...el.querySelectorAll("*")].some(c => parseFloat(getComputedStyle(c).strokeWidth) >= 3)) continue; // a thick line around it
			if (![el, el.closest("tr"), el.closest(".affix"), el.closest(".top-search"), el.closest("li")].some(e => e && shown(e))) faults.push(`the focus on ${say(el)} does not show`);
		}
		document.activeElement?.blur();
		return faults.slice(0, 6);
	};

	// still is what moves although the reader asked for nothing to move.
	const still = () => document.getAnimations().map(a => `${a.animationName || a.transitionProperty} runs on ${say(a.effect.target)}`);

	// paper is faults of the page as it is printed.
	const paper = () => {
		const faults = all(".top, .side, .toasts, .skip, .filter-bar, .pager").map(el => `${say(el)} is printed`);
		for (const el of all("main .table-wrap, main pre")) {
			if (el.scrollWidth > el.clientWidth + 1) faults.push(`${say(el)} is cut: ${el.scrollWidth} of ${el.clientWidth} px`);
		}
		const light = c => { const m = c.match(/[\d.]+/g).map(Number); return c.startsWith("oklch") ? m[0] : (m[0] + m[1] + m[2]) / 765 };
		for (const { el } of lines(document.querySelector("main"))) {
			if (!el.closest(".badge-solid, .series-0, pre, .avatar") && light(getComputedStyle(el).color) > 0.72) faults.push(`${say(el)} is too pale on paper`);
		}
		for (const el of all("main p a, main dd a")) {
			if (!getComputedStyle(el).textDecorationLine.includes("underline") && !el.matches(".btn, .row-link, .chip, .chip *")) faults.push(`${say(el)} does not look like a link`);
		}
		return [...wide(), ...faults].slice(0, 6);
	};

	window.looks = { wide, overlaps, longer, noteMarks, forced, still, paper, cut };
})();
