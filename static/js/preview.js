// Shows the case, account or appeal of a row beside the list: Space or the button opens it, j and k or a click take it to another row
// (another click opens its page), Escape closes it. In the queue c, s and e open it too and press what they stand for in it. Without this
// file a row leads to its page, which is all that a preview is the start of.

const drawer = document.getElementById("preview");
const opener = document.getElementById("preview-open");
const WAIT_MS = 120; // rows that are only passed are not asked for
const LATE_MS = 300; // what lasts longer is drawn as bars
const KEEP_MS = 60_000; // a preview that was fetched ahead is not shown when it is older
const ACTS = ["c", "s", "e"];
const LINK = ".row-link:is([href^='/cases/'],[href^='/accounts/'],[href^='/appeals/'])"; // whose page has a preview
let asked = null, shown = "", shownRow = null, timer = 0, late = 0, ahead = null, drawn = Promise.resolve();
const typed = new Map(); // previews whose forms hold unsent words, by address

const rowOf = (target) => target instanceof Element ? target.closest("table[data-rows] tbody tr") : null;
const linkOf = (row) => row?.querySelector(LINK) ?? null;
const current = () => linkOf(document.querySelector("tr.is-current"));
const first = () => document.querySelector(`table[data-rows] tbody ${LINK}`);

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

// show asks for the preview of a row. What was asked before is given up, so that a slow answer never replaces a later one.
async function show(link) {
	const address = addressOf(link);
	asked?.abort();
	asked = new AbortController();
	const mine = asked;
	shown = address;
	shownRow = rowOf(link);
	drawer.setAttribute("aria-busy", "true");
	clearTimeout(late);
	late = setTimeout(() => drawer.toggleAttribute("data-late", true), LATE_MS);
	try {
		const part = typed.get(address) ?? await kept(address) ?? await read(address, mine.signal);
		if (mine !== asked) return;
		if (!part) throw new Error("no preview");
		draw(address, part);
		drawer.scrollTop = 0;
		readAhead(rowOf(link));
	} catch {
		if (mine !== asked) return;
		location.assign(link.href); // the page itself tells more, also why it cannot be seen
	}
	rest();
}

// draw puts a preview into the drawer. One that it takes away with words typed into it is kept, and comes back as it was.
function draw(address, part) {
	const was = drawer.querySelector("[data-preview-of]");
	const unsent = Boolean(was?.querySelector("form[data-dirty]"));
	if (unsent && was.dataset.address === address) return;
	typed.delete(address);
	if (unsent) typed.set(was.dataset.address, was);
	part.dataset.address = address;
	drawer.replaceChildren(part);
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
	follow(link);
}

// follow has the drawer show a row; drawn is when it does.
function follow(link) {
	clearTimeout(timer); // what the cursor only passed before is not wanted any more
	if (shown !== addressOf(link)) drawn = show(link);
}

// act presses the control of a key in the preview of the row under the cursor, once it is that row's. What cannot be done is not in it,
// and the preview says who holds the case.
async function act(key) {
	const link = current();
	open(link);
	await drawn;
	const part = drawer.querySelector("[data-preview-of]");
	const control = part?.dataset.address === addressOf(link) && part.querySelector(`[data-key=${key}]`);
	if (!control) return;
	if (!control.matches("summary")) return control.click();
	control.parentElement.open = true;
	control.parentElement.querySelector("form :is(input:checked, textarea)").focus();
}

function mark(link) {
	document.querySelector("tr.is-current")?.classList.remove("is-current");
	rowOf(link).classList.add("is-current");
}

function close() {
	const inside = drawer.contains(document.activeElement);
	clearTimeout(timer);
	drawer.hidden = true; // first, or the row that gets the focus back would be followed, over what is opened next
	if (inside) (current() ?? opener).focus({ preventScroll: true });
	opener.setAttribute("aria-expanded", "false");
	asked?.abort();
	asked = null;
	shown = "";
	shownRow = null;
	ahead = null;
	rest();
}

// writes reports whether keys go into a field, where Escape only leaves it.
const writes = (on) => on instanceof Element && Boolean(on.closest("#preview :is(textarea, input:not([type=radio]))"));

if (first()) opener.hidden = false;
opener.addEventListener("click", () => drawer.hidden ? open(current() ?? first()) : close());
drawer.addEventListener("click", (event) => { if (event.target.closest("[data-preview-close]")) close(); });

// The key is taken before the page's other keys see it: Space on a link or on the page would scroll.
document.addEventListener("keydown", (event) => {
	if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || document.querySelector("dialog[open]")) return;
	if (event.key === "Escape" && !drawer.hidden && !writes(event.target)) {
		event.preventDefault();
		close();
		return;
	}
	const on = event.target;
	const row = on === document.body || rowOf(on);
	if (ACTS.includes(event.key) && drawer.hasAttribute("data-acts") && document.documentElement.dataset.keys !== "off" && row && current()) {
		event.preventDefault();
		event.stopPropagation();
		act(event.key);
		return;
	}
	if (event.key !== " " || document.documentElement.dataset.keys === "off" || !(on === document.body || on.matches?.(".row-link"))) return;
	event.preventDefault();
	if (drawer.hidden) open((on === document.body ? null : linkOf(rowOf(on))) ?? current() ?? first());
	else close();
}, true);

document.addEventListener("focusin", (event) => {
	const link = linkOf(rowOf(event.target));
	if (drawer.hidden || !link) return;
	clearTimeout(timer);
	timer = setTimeout(() => { if (!drawer.hidden) follow(link); }, WAIT_MS);
});

document.addEventListener("click", (event) => {
	const link = linkOf(rowOf(event.target));
	if (drawer.hidden || !link || event.target !== link || !event.detail || event.ctrlKey || event.metaKey || event.shiftKey || rowOf(link) === shownRow) return;
	event.preventDefault(); // the second click opens the page
	mark(link);
	follow(link);
});

// Words that were typed for another row are not in the page, so nothing else asks about them.
addEventListener("beforeunload", (event) => { if ([...typed.values()].some((part) => part.querySelector("form[data-dirty]"))) event.preventDefault(); });

// Whoever comes back to a row goes on from it.
const back = rowOf(document.getElementById(location.hash.slice(1)));
if (linkOf(back) && !document.querySelector("tr.is-current")) back.classList.add("is-current");
