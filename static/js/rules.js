// Completes names of fields inside the condition of a rule. Without it the page is whole: the list of fields has every
// name, and faults name line and column.

const box = document.querySelector("[data-complete]");
const area = box?.querySelector("textarea");
const names = [...(document.getElementById(box?.dataset.complete ?? "")?.options ?? [])].map((o) => ({ name: o.value, words: o.label }));
const MOST = 12;
const WORDS = ["and", "or", "not", "in", "true", "false"]; // of the language itself: they are whole as they are

// word is the name that is being typed before the caret, with where it starts; none inside a text in quotes.
function word() {
	if (area.selectionStart !== area.selectionEnd) return null;
	const before = area.value.slice(0, area.selectionStart);
	const line = before.slice(before.lastIndexOf("\n") + 1);
	if ((line.match(/"/g)?.length ?? 0) % 2 === 1 || (line.match(/'/g)?.length ?? 0) % 2 === 1) return null;
	const typed = /[a-z_][a-z0-9_]*$/i.exec(before)?.[0];
	return typed ? { typed: typed.toLowerCase(), from: before.length - typed.length } : null;
}

// fitting is the names that start with what was typed, then those that hold it, by name or by words.
function fitting(typed) {
	const rank = (n) => (n.name.startsWith(typed) ? 0 : n.name.includes(typed) ? 1 : n.words.toLowerCase().includes(typed) ? 2 : 3);
	return names.map((n) => ({ ...n, rank: rank(n) })).filter((n) => n.rank < 3 && n.name !== typed)
		.sort((a, b) => a.rank - b.rank).slice(0, MOST);
}

const list = document.createElement("ul");
const told = document.createElement("p");
let at = -1;

function build() {
	list.className = "suggest";
	list.id = "rule-suggest";
	list.hidden = true;
	list.setAttribute("role", "listbox");
	list.setAttribute("aria-label", box.dataset.label);
	told.className = "sr";
	told.setAttribute("role", "status");
	area.after(list);
	box.append(told);
	area.setAttribute("aria-autocomplete", "list");
	area.setAttribute("aria-controls", list.id);
}

function close() {
	list.hidden = true;
	at = -1;
	area.removeAttribute("aria-activedescendant");
}

function choose(i) {
	at = i;
	area.removeAttribute("aria-activedescendant");
	[...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === i)));
	const item = list.children[i];
	if (!item) return;
	area.setAttribute("aria-activedescendant", item.id);
	item.scrollIntoView({ block: "nearest" });
}

function show() {
	const w = word();
	const found = w && w.typed.length > 1 && !WORDS.includes(w.typed) ? fitting(w.typed) : [];
	if (found.length === 0) { close(); told.textContent = ""; return; }
	list.replaceChildren(...found.map((n, i) => {
		const item = document.createElement("li");
		item.id = `rule-suggest-${i}`;
		item.setAttribute("role", "option");
		item.dataset.name = n.name;
		const code = document.createElement("code");
		code.textContent = n.name;
		const words = document.createElement("span");
		words.className = "muted";
		words.textContent = n.words;
		item.append(code, words);
		return item;
	}));
	list.hidden = false;
	told.textContent = found.length === 1 ? box.dataset.one : box.dataset.many.replace("#", String(found.length));
	// Enter takes a name only where it goes on with what was typed: a whole name before a line break stays as it is.
	choose(found[0].rank === 0 && !names.some((n) => n.name === w.typed) ? 0 : -1);
}

// take puts a name in the place of what was typed, in a way that the browser can undo.
function take(name) {
	const w = word();
	close();
	if (!w) return;
	area.focus();
	area.setSelectionRange(w.from, area.selectionStart);
	if (!document.execCommand?.("insertText", false, name)) {
		area.setRangeText(name, area.selectionStart, area.selectionEnd, "end");
		area.dispatchEvent(new Event("input", { bubbles: true }));
	}
	close(); // the insertion opened it anew
}

function onKey(event) {
	if (list.hidden || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
	const last = list.children.length - 1;
	switch (event.key) {
		case "ArrowDown": choose(at >= last ? 0 : at + 1); break;
		case "ArrowUp": choose(at <= 0 ? last : at - 1); break;
		case "Enter": case "Tab":
			if (event.shiftKey || at < 0) return;
			take(list.children[at].dataset.name);
			break;
		case "Escape": close(); break;
		default: return;
	}
	event.preventDefault();
	event.stopPropagation();
}

if (area && names.length > 0) {
	build();
	area.addEventListener("input", (event) => { if (!event.isComposing) show(); });
	area.addEventListener("compositionend", show);
	area.addEventListener("keydown", onKey);
	area.addEventListener("blur", close);
	area.addEventListener("click", close);
	list.addEventListener("mousedown", (event) => { // before the text loses the focus
		event.preventDefault();
		const item = event.target.closest("li");
		if (item) take(item.dataset.name);
	});
}
