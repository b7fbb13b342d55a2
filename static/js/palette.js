// The list of commands as a dialog: type to narrow, arrows to move, Enter to run. The list is the one of its own
// page, so it holds what this person may do; what this very page offers stands first.

let dialog = null;
let list = null; // fetched once for as long as the page is open
let keyList = null;

const rows = () => [...dialog.querySelectorAll("[data-command]")].filter((row) => !row.hidden);
const control = (row) => row.querySelector("a, button");

// open shows the dialog of the link that leads to the list's page. It throws where the list cannot be had.
export async function open(link) {
	await fetchPage(link.href);
	dialog ??= build(link);
	offerHere(link);
	const field = dialog.querySelector("input");
	field.value = "";
	narrow("");
	name("");
	if (!dialog.open) dialog.showModal();
	field.focus();
}

// keys shows every key. It throws where they cannot be had.
export async function keys(link) {
	await fetchPage(link.href);
	keyList.showModal();
}

// fetchPage takes the list and the keys out of their page.
async function fetchPage(href) {
	if (keyList) return;
	const answer = await fetch(href, { headers: { Accept: "text/html" } });
	const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
	const [commands, box] = ["commands", "keys"].map((id) => page && page.getElementById(id));
	if (!commands || !box) throw new Error("no list of commands");
	list = document.adoptNode(commands);
	list.querySelector(`[data-page="${location.pathname}"]`)?.remove(); // this very page offers the same
	keyList = document.adoptNode(box);
	document.body.append(keyList);
}

function element(tag, className, text = "") {
	const e = document.createElement(tag);
	e.className = className;
	e.textContent = text;
	return e;
}

function build(link) {
	const box = element("dialog", "dialog palette");
	box.setAttribute("aria-label", link.title);
	const field = element("input", "palette-field");
	Object.assign(field, { type: "text", placeholder: link.dataset.hint, autocomplete: "off", spellcheck: false });
	field.setAttribute("aria-label", link.dataset.hint);
	field.setAttribute("aria-controls", "commands");
	const here = element("section", "commands-group");
	here.dataset.here = "";
	const named = element("section", "commands-group");
	named.dataset.named = "";
	const none = element("p", "palette-none muted", link.dataset.none);
	none.setAttribute("role", "status");
	const find = element("div", "commands-find");
	find.append(row(element("button", "command"), link.dataset.find));
	box.append(field, named, here, list, none, find);
	document.body.append(box);
	field.addEventListener("input", () => { narrow(field.value); name(field.value.trim()); });
	find.querySelector("button").addEventListener("click", () => search(field.value));
	box.addEventListener("keydown", (event) => onKey(event, field));
	box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
	return box;
}

// An account's number is a word with a digit in it. What comes back for another than stands in the field by now is dropped.
let asked = 0;
async function name(typed) {
	const now = ++asked;
	const part = dialog.querySelector("[data-named]");
	part.replaceChildren();
	if (!/^(?=.*\d)\S{3,100}$/.test(typed)) return;
	await new Promise((done) => setTimeout(done, 150)); // until the fingers rest
	if (now !== asked) return;
	const answer = await fetch("/accounts/named", { method: "POST", credentials: "same-origin", body: new URLSearchParams({ q: typed }) }).catch(() => null);
	if (!answer?.ok || now !== asked) return;
	const found = new DOMParser().parseFromString(await answer.text(), "text/html");
	if (now !== asked) return;
	part.replaceChildren(...found.body.children);
	for (const item of part.querySelectorAll("[data-command]")) item.dataset.words = typed;
	narrow(dialog.querySelector("input").value);
}

function row(button, text) {
	const item = element("div", "");
	item.dataset.command = "";
	button.type = "button";
	button.append(element("span", "command-label", text));
	item.append(button);
	return item;
}

// What the page does without a key as well: forms that send something, parts that fold such a form away, and links at its head.
const ACTIONS = "main :is(form[method=post] button:not([type=button], [tabindex='-1']), details:not([open]):has(form[method=post]) > summary, .page-head a.btn)";

// actions is what may be done on the page behind the dialog. Rows have theirs beside them, and of several with one name the first is listed.
function actions() {
	const seen = new Set();
	return [...document.querySelectorAll("[data-key], " + ACTIONS)].filter((c) => {
		const name = nameOf(c);
		if (c.disabled || c.getClientRects().length === 0 || !c.dataset.key && (c.closest("tbody") || seen.has(name))) return false;
		return seen.add(name);
	});
}

function nameOf(target) {
	const words = target.cloneNode(true);
	for (const key of words.querySelectorAll(".key, .icon")) key.remove();
	return words.textContent.trim() || target.getAttribute("aria-label") || "";
}

// offerHere lists what may be done on the page, with the keys that do it.
function offerHere(link) {
	const here = dialog.querySelector("[data-here]");
	const found = actions();
	here.replaceChildren(element("h2", "commands-title", link.dataset.here), ...found.map(offer));
	here.hidden = found.length === 0;
}

function offer(target) {
	const item = row(element("button", "command"), nameOf(target));
	const button = control(item);
	if (target.dataset.key) button.append(element("kbd", "key", target.dataset.key));
	button.addEventListener("click", () => { dialog.close(); target.focus(); target.click(); });
	return item;
}

// narrow leaves the rows that hold every word typed, in this language or the other.
function narrow(typed) {
	const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
	let left = 0;
	for (const item of dialog.querySelectorAll("[data-command]")) {
		if (item.closest(".commands-find")) continue;
		const text = (item.textContent + " " + (item.dataset.words ?? "")).toLowerCase();
		item.hidden = !words.every((word) => text.includes(word));
		if (!item.hidden) left++;
	}
	for (const group of dialog.querySelectorAll(".commands-group")) {
		group.hidden = !group.querySelector("[data-command]:not([hidden])");
	}
	dialog.querySelector(".palette-none").hidden = left > 0;
	dialog.querySelector(".commands-find").hidden = words.length === 0;
	mark();
}

// mark shows which row Enter runs while the field has the focus.
function mark() {
	for (const marked of dialog.querySelectorAll(".is-first")) marked.classList.remove("is-first");
	rows().find((item) => !item.closest("[hidden]"))?.classList.add("is-first");
}

function search(text) {
	const field = document.getElementById("search");
	field.value = text;
	dialog.close();
	field.form.requestSubmit();
}

function onKey(event, field) {
	if (event.isComposing || event.keyCode === 229) return;
	const list = rows().filter((item) => !item.closest("[hidden]"));
	const at = list.findIndex((item) => item.contains(document.activeElement));
	switch (event.key) {
	case "ArrowDown":
		control(list[Math.min(list.length - 1, at + 1)] ?? dialog)?.focus();
		break;
	case "ArrowUp":
		if (at > 0) control(list[at - 1]).focus();
		else field.focus();
		break;
	case "Escape":
		dialog.close();
		break;
	case "Enter":
		if (event.target !== field || list.length === 0) return;
		control(list[0]).click();
		break;
	default:
		// A letter typed on a row narrows again.
		if (at >= 0 && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== " ") field.focus();
		return;
	}
	event.preventDefault();
}
