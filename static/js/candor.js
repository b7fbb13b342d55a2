// Shortcuts for people who use the console all day. Every page works without this file: it moves through rows,
// copies, keeps times current, guards typed text and double submits. Nothing is stored in the browser.

const root = document.documentElement;
const body = document.body;
root.classList.add("js");

const $ = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

// ---- toasts ----

const TOAST_MS = 8000, WARN_MS = 120_000;

// watchToast lets a message leave after a while, but not while it is pointed at or holds the focus. Errors stay.
function watchToast(toast) {
	if (toast.dataset.watched || toast.dataset.toast === "error") return;
	toast.dataset.watched = "1";
	let timer = 0;
	const start = () => { clearTimeout(timer); timer = setTimeout(() => toast.remove(), TOAST_MS); };
	const stop = () => clearTimeout(timer);
	for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stop);
	for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, start);
	start();
}

function say(text) {
	const region = $("#flash");
	if (!region || !text) return;
	const toast = document.createElement("div");
	toast.className = "toast t-green";
	toast.dataset.toast = "ok";
	const words = document.createElement("span");
	words.textContent = text;
	toast.append(words);
	region.append(toast);
	watchToast(toast);
}

// ---- copy ----

async function copy(button) {
	try {
		await navigator.clipboard.writeText(button.dataset.copy);
		say(button.dataset.done);
	} catch {
		// Refused or not a secure page: select the text beside the button so that the keyboard can copy it.
		const text = button.parentElement;
		if (text) getSelection()?.selectAllChildren(text);
	}
}

// ---- relative times ----

const UNITS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];
const relative = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "always" });
const opened = Date.now();

// tick rewrites relative times once the page has been open long enough for the server's words to be stale.
function tick() {
	if (Date.now() - opened < 55000) return;
	for (const time of all("time[data-relative]")) {
		const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
		const [unit, size] = UNITS.find(([, s]) => Math.abs(seconds) >= s) ?? ["minute", 60];
		if (!Number.isNaN(seconds)) time.textContent = relative.format(Math.trunc(seconds / size), unit);
	}
}

// ---- forms: unsaved text and double submits ----

let leaving = false;

function guarded(form) {
	return form instanceof HTMLFormElement && form.method === "post" && !form.matches(".top-search, .inline-form, [data-unguarded]");
}

function dirty() { return all("form[data-dirty]").some((form) => form.isConnected && form.dataset.dirty); }

function onInput(event) {
	const form = event.target.form;
	if (guarded(form) && event.isTrusted) form.dataset.dirty = "1";
}

function onSubmit(event) {
	const form = event.target;
	if (event.defaultPrevented || form.method === "dialog") return;
	if (!navigator.onLine) { // the browser's own page would take this one's place, and the typed text with it
		event.preventDefault();
		connection();
		return;
	}
	if (form.dataset.sent) { event.preventDefault(); return; }
	leaving = true;
	delete form.dataset.dirty;
	if (form.method !== "post") return;
	form.dataset.sent = "1";
	const button = event.submitter;
	if (button) {
		button.setAttribute("aria-busy", "true");
		button.title = body.dataset.busy ?? "";
	}
	// A download or a failed connection leaves the page in place: allow another try.
	setTimeout(() => release(form), 10000);
}

function release(form) {
	leaving = false;
	delete form.dataset.sent;
	for (const button of all("[aria-busy=true]", form)) button.removeAttribute("aria-busy");
}

// keepDrafts has what is typed into guarded forms kept until they are sent.
async function keepDrafts() {
	if (body.dataset.drafts && all("form").some(guarded)) (await import(body.dataset.drafts)).watch(all("form").filter(guarded));
}

function onLeave(event) {
	if (leaving || !dirty()) return;
	event.preventDefault();
}

// ---- connection ----

// connection shows the bar while the browser has no network, and says when it is back.
function connection() {
	const bar = $("#offline");
	if (!bar) return;
	const was = bar.textContent !== "";
	bar.textContent = navigator.onLine ? "" : bar.dataset.off;
	if (was && navigator.onLine) say(bar.dataset.on);
}

// ---- the end of the session ----

let ends = 0;

// lasts notes in how many seconds the session ends, and wakes before that.
function lasts(seconds) {
	ends = Date.now() + seconds * 1000;
	setTimeout(nearEnd, Math.max(0, seconds * 1000 - WARN_MS));
}

async function nearEnd() {
	if (!ends || Date.now() < ends - WARN_MS - 500) return; // put off meanwhile
	try {
		(await import(body.dataset.last)).ask({ lasts, leave });
		ends = 0;
	} catch {
		setTimeout(nearEnd, 10_000); // no connection
	}
}

// leave goes to the sign-in, and from there back here: what is on the page is nobody's to see now.
function leave() {
	leaving = true;
	location.replace("/signin?after=idle&next=" + encodeURIComponent(body.dataset.here));
}

// ---- dialogs and menus ----

// openDialog shows the dialog of a link that leads to a page with the same form. A click that asks for a new tab
// keeps its meaning.
function openDialog(link, event) {
	const dialog = document.getElementById(link.dataset.dialog);
	if (!(dialog instanceof HTMLDialogElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
	event.preventDefault();
	if (!dialog.open) dialog.showModal();
}

// command serves browsers that do not know the command attribute.
function command(button) {
	if ("commandForElement" in HTMLButtonElement.prototype) return;
	const dialog = document.getElementById(button.getAttribute("commandfor"));
	if (!(dialog instanceof HTMLDialogElement)) return;
	if (button.getAttribute("command") === "close") dialog.close();
	else if (!dialog.open) dialog.showModal();
}

// help shows every key, from the page that lists them.
function help() { const link = $("a[data-palette]"); if (link) palette(link, "keys"); }

function closeMenus(except) {
	for (const menu of all("details[data-menu][open]")) if (menu !== except) menu.open = false;
}

function onClick(event) {
	const target = event.target instanceof Element ? event.target : null;
	if (!target) return;
	closeMenus(target.closest("details[data-menu]"));
	const link = target.closest("a[data-dialog]");
	if (link) openDialog(link, event);
	const commands = target.closest("a[data-palette]");
	if (commands && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
		event.preventDefault();
		palette(commands);
	}
	const button = target.closest("button");
	if (!button) return;
	if (button.dataset.copy !== undefined) copy(button);
	else if (button.dataset.close !== undefined && button.closest(".toast")) button.closest(".toast").remove();
	else if (button.dataset.help !== undefined) { closeMenus(); help(); }
	else if (button.hasAttribute("commandfor")) command(button);
}

// ---- rows ----

const rows = () => all("table[data-rows] tbody tr").filter((row) => row.querySelector(".row-link"));
const currentRow = () => $("tr.is-current");

function move(step) {
	const list = rows();
	if (list.length === 0) return false;
	const at = list.indexOf(currentRow());
	const next = list[Math.min(list.length - 1, Math.max(0, at < 0 && step < 0 ? list.length - 1 : at + step))];
	currentRow()?.classList.remove("is-current");
	next.classList.add("is-current");
	$(".row-link", next).focus({ preventScroll: true });
	next.scrollIntoView({ block: "nearest" });
	return true;
}

function openRow() {
	const link = currentRow() && $(".row-link", currentRow());
	link?.click();
	return Boolean(link);
}

// A box that ticks a row for a form of many; it carries no class, for a page has fifty of them.
const TICK = "tbody input[form][name=id]";
let lastTicked = null;

function tickRow(event) {
	const box = currentRow() && $("input[form][name=id]", currentRow());
	if (!box) return false;
	box.checked = !box.checked;
	rangeTo(box, event.shiftKey);
	box.dispatchEvent(new Event("change", { bubbles: true }));
	return true;
}

// rangeTo gives every box between the last one and this one the same state.
function rangeTo(box, range) {
	const boxes = all(TICK);
	const from = boxes.indexOf(lastTicked), to = boxes.indexOf(box);
	if (range && from >= 0) {
		for (const other of boxes.slice(Math.min(from, to), Math.max(from, to) + 1)) other.checked = box.checked;
	}
	lastTicked = box;
	countTicked();
}

// countTicked writes how many rows are ticked into every [data-selected] element.
function countTicked() {
	const n = all(TICK + ":checked").length;
	for (const place of all("[data-selected]")) place.textContent = String(n);
}

// ---- keys ----

let going = 0;

// follow opens the entry of the navigation that a letter after g stands for.
function follow(letter) {
	const link = all(".side a[data-go]").find((a) => a.dataset.go === letter);
	if (link) location.assign(link.href);
	return Boolean(link);
}

// palette opens the list of commands as a dialog; its script is fetched the first time.
async function palette(link, what = "open") {
	try {
		const script = await import(link.dataset.palette);
		await script[what](link);
	} catch {
		location.assign(link.href); // the same list as a page
	}
}

function wantsPalette(event) {
	return (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
}

function typing(target) {
	return target instanceof Element && Boolean(target.closest("input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]"));
}

// toFilters opens the filters of a list where they are folded and goes to the first of them.
function toFilters() {
	const bar = $("form[data-filters], form.filter-bar");
	if (!bar) return press("f");
	for (let fold = bar.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
	const field = $("input:not([type=hidden]), select, button", bar);
	field?.focus();
	return Boolean(field);
}

function keysOff() { return root.dataset.keys === "off"; }

// press follows or clicks the visible control that names the key in data-key.
function press(key) {
	const control = all("[data-key]").find((c) => c.dataset.key === key && !c.disabled && c.getClientRects().length > 0);
	control?.click();
	return Boolean(control);
}

// tips hides the explanations that show, or has those that were hidden ready for the next visit of pointer or focus.
function tips(hide) {
	for (const tip of all(hide ? ".term:is(:hover, :focus-within) > .tip" : ".term:not(:hover, :focus-within) > .tip[hidden]")) tip.hidden = hide;
}

function onKey(event) {
	if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
	if (event.key === "Escape") {
		closeMenus();
		tips(true);
		if (typing(event.target)) event.target.blur();
		return;
	}
	const link = wantsPalette(event) && !$("dialog[open]") && $("a[data-palette]");
	if (link) {
		event.preventDefault();
		palette(link);
		return;
	}
	if (event.ctrlKey || event.metaKey || event.altKey || keysOff() || typing(event.target) || $("dialog[open]")) return;
	if (shortcut(event)) event.preventDefault();
}

function shortcut(event) {
	const went = going && Date.now() - going < 1500 && follow(event.key);
	going = 0;
	if (went) return true;
	switch (event.key) {
	case "g": going = Date.now(); return true;
	case "j": return move(1);
	case "k": return move(-1);
	case "o": return openRow() || press("o");
	case "x": case "X": return tickRow(event);
	case "f": return toFilters();
	case "/": $("#search")?.focus(); return Boolean($("#search"));
	case "?": help(); return true;
	case "Enter": return event.target === body && openRow();
	}
	return event.key.length === 1 && press(event.key);
}

// ---- a part that changes by itself ----

const FRESH_MS = 3000;

// keepFresh fetches the page again and exchanges the part marked data-refresh, until the server no longer marks it.
// Whoever is at work inside the part is left alone, and a failed request is tried again.
async function keepFresh() {
	const part = $("[data-refresh]");
	if (!part?.id) return;
	if (!document.hidden && !part.contains(document.activeElement)) {
		try {
			const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html", "Candor-Unasked": "1" } });
			const next = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
			if (next) part.replaceWith(next);
		} catch {
			// The connection is gone: the link beside the title still works.
		}
	}
	setTimeout(keepFresh, FRESH_MS);
}

// ---- start ----

function fresh(from = document) {
	for (const toast of all("[data-toast]", from)) watchToast(toast);
	$("[data-focus]", from)?.focus();
	countTicked();
}

document.addEventListener("click", onClick);
document.addEventListener("click", ({ target, shiftKey }) => { if (target instanceof Element && target.matches(TICK)) rangeTo(target, shiftKey); });
document.addEventListener("keydown", onKey);
for (const name of ["pointerover", "focusin"]) document.addEventListener(name, () => tips(false));
document.addEventListener("input", onInput);
document.addEventListener("submit", onSubmit);
document.addEventListener("focusin", (event) => {
	const row = event.target instanceof Element && event.target.closest("table[data-rows] tbody tr");
	if (row && row !== currentRow()) {
		currentRow()?.classList.remove("is-current");
		row.classList.add("is-current");
	}
});
document.addEventListener("htmx:after:swap", () => fresh());
document.addEventListener("htmx:after:request", () => { for (const form of all("form[data-sent]")) release(form); });
for (const name of ["offline", "online"]) addEventListener(name, connection);
addEventListener("beforeunload", onLeave);
addEventListener("pageshow", (event) => { if (event.persisted) for (const form of all("form[data-sent]")) release(form); });
setInterval(tick, 30000);
setTimeout(keepFresh, FRESH_MS);
connection();
keepDrafts().catch(() => {}); // without a connection nothing is kept
if (body.dataset.ends) lasts(Number(body.dataset.ends));
document.addEventListener("visibilitychange", () => { if (!document.hidden) nearEnd(); });
fresh();
