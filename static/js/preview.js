// Shows the case of a row beside the queue: Space or the button opens it, j and k or a click take it to another row (another
// click opens the case), Escape closes it. Without this file a row leads to its case, which is all that a preview is the start of.

const drawer = document.getElementById("preview");
const opener = document.getElementById("preview-open");
const WAIT_MS = 120; // rows that are only passed are not asked for
let asked = null, shown = "", shownRow = null, timer = 0;

const rowOf = (target) => target instanceof Element ? target.closest("table[data-rows] tbody tr") : null;
const linkOf = (row) => row?.querySelector(".row-link[href^='/cases/']") ?? null;
const current = () => linkOf(document.querySelector("tr.is-current"));
const first = () => document.querySelector("table[data-rows] tbody .row-link[href^='/cases/']");

// show asks for the preview of a row's case. What was asked before is given up, so that a slow answer never replaces a later one.
async function show(link) {
	const address = new URL(link.href);
	address.pathname += "/preview";
	if (shown === address.href) return;
	asked?.abort();
	asked = new AbortController();
	const mine = asked;
	shown = address.href;
	shownRow = rowOf(link);
	drawer.setAttribute("aria-busy", "true");
	try {
		const answer = await fetch(address, { signal: mine.signal, credentials: "same-origin", headers: { Accept: "text/html" } });
		const part = answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-preview-of]");
		if (mine !== asked) return;
		if (!part) throw new Error("no preview");
		drawer.replaceChildren(part);
		drawer.scrollTop = 0;
	} catch {
		if (mine !== asked) return;
		location.assign(link.href); // the case itself tells more, also why it cannot be seen
	}
	drawer.removeAttribute("aria-busy");
}

function open(link) {
	if (!link) return;
	drawer.hidden = false;
	opener.setAttribute("aria-expanded", "true");
	mark(link);
	show(link);
}

function mark(link) {
	document.querySelector("tr.is-current")?.classList.remove("is-current");
	rowOf(link).classList.add("is-current");
}

function close() {
	if (drawer.contains(document.activeElement)) (current() ?? opener).focus({ preventScroll: true });
	drawer.hidden = true;
	opener.setAttribute("aria-expanded", "false");
	asked?.abort();
	asked = null;
	shown = "";
	shownRow = null;
	drawer.removeAttribute("aria-busy");
}

if (first()) opener.hidden = false;
opener.addEventListener("click", () => drawer.hidden ? open(current() ?? first()) : close());
drawer.addEventListener("click", (event) => { if (event.target.closest("[data-preview-close]")) close(); });

// The key is taken before the page's other keys see it: Space on a link or on the page would scroll.
document.addEventListener("keydown", (event) => {
	if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || document.querySelector("dialog[open]")) return;
	if (event.key === "Escape" && !drawer.hidden) {
		event.preventDefault();
		close();
		return;
	}
	const on = event.target;
	if (event.key !== " " || document.documentElement.dataset.keys === "off" || !(on === document.body || on.matches?.(".row-link"))) return;
	event.preventDefault();
	if (drawer.hidden) open((on === document.body ? null : linkOf(rowOf(on))) ?? current() ?? first());
	else close();
}, true);

document.addEventListener("focusin", (event) => {
	const link = linkOf(rowOf(event.target));
	if (drawer.hidden || !link) return;
	clearTimeout(timer);
	timer = setTimeout(() => { if (!drawer.hidden) show(link); }, WAIT_MS);
});

document.addEventListener("click", (event) => {
	const link = linkOf(rowOf(event.target));
	if (drawer.hidden || !link || event.target !== link || !event.detail || event.ctrlKey || event.metaKey || event.shiftKey || rowOf(link) === shownRow) return;
	event.preventDefault(); // the second click opens the case
	mark(link);
	show(link);
});
