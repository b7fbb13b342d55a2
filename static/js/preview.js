// Shows the case of a row beside the queue: Space or the button opens it, j and k or a click take it to another row (another
// click opens the case), Escape closes it. Without this file a row leads to its case, which is all that a preview is the start of.

const drawer = document.getElementById("preview");
const opener = document.getElementById("preview-open");
const WAIT_MS = 120; // rows that are only passed are not asked for
const LATE_MS = 300; // what lasts longer is drawn as bars
const KEEP_MS = 60_000; // a preview that was fetched ahead is not shown when it is older
let asked = null, shown = "", shownRow = null, timer = 0, late = 0, ahead = null;

const rowOf = (target) => target instanceof Element ? target.closest("table[data-rows] tbody tr") : null;
const linkOf = (row) => row?.querySelector(".row-link[href^='/cases/']") ?? null;
const current = () => linkOf(document.querySelector("tr.is-current"));
const first = () => document.querySelector("table[data-rows] tbody .row-link[href^='/cases/']");

const addressOf = (link) => {
	const address = new URL(link.href);
	address.pathname += "/preview";
	return address.href;
};

// read fetches a preview; null for anything else. A preview leaves no trace, so one may be read before it is looked at.
async function read(address, signal) {
	const answer = await fetch(address, { signal, credentials: "same-origin", headers: { Accept: "text/html" } });
	return answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-preview-of]") : null;
}

// readAhead fetches the preview of the row below, once that of a row is there.
function readAhead(row) {
	const link = linkOf(row?.nextElementSibling ?? null);
	drawer.removeAttribute("data-ahead");
	ahead = link && { address: addressOf(link), at: Date.now(), part: read(addressOf(link)).catch(() => null) };
	ahead?.part.then(() => drawer.setAttribute("data-ahead", "")); // for whoever watches what the page does
}

// kept is the preview that was fetched ahead, when it is this one and still young.
async function kept(address) {
	const mine = ahead;
	ahead = null;
	return mine?.address === address && Date.now() - mine.at < KEEP_MS ? mine.part : null;
}

// show asks for the preview of a row's case. What was asked before is given up, so that a slow answer never replaces a later one.
async function show(link) {
	const address = addressOf(link);
	if (shown === address) return;
	asked?.abort();
	asked = new AbortController();
	const mine = asked;
	shown = address;
	shownRow = rowOf(link);
	drawer.setAttribute("aria-busy", "true");
	clearTimeout(late);
	late = setTimeout(() => drawer.toggleAttribute("data-late", true), LATE_MS);
	try {
		const part = await kept(address) ?? await read(address, mine.signal);
		if (mine !== asked) return;
		if (!part) throw new Error("no preview");
		drawer.replaceChildren(part);
		drawer.scrollTop = 0;
		readAhead(rowOf(link));
	} catch {
		if (mine !== asked) return;
		location.assign(link.href); // the case itself tells more, also why it cannot be seen
	}
	rest();
}

// rest ends the waiting.
function rest() {
	clearTimeout(late);
	drawer.removeAttribute("aria-busy");
	drawer.toggleAttribute("data-late", false);
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
	ahead = null;
	rest();
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
