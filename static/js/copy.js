// Gives each id of a list a button that copies it, as the ids of other pages have one from the server: in fifty rows they would weigh
// more than what they copy. Without this file an id is text that can be marked.

const button = document.querySelector("template[data-copy-ids]");
const ID = /[a-z]{3}_[0-9a-z]{13}/;

// idOf is the whole of an id of which a list may show its end alone; then the row's own link holds it.
function idOf(shown) {
	const text = shown.textContent.trim().replace(/^…/, "");
	const whole = shown.closest("tr").querySelector(".row-link")?.getAttribute("href").match(ID)?.[0];
	return whole?.endsWith(text) ? whole : text;
}

// add puts a button behind each id that has none: also behind those of rows that came later.
function add() {
	for (const shown of document.querySelectorAll("main td code, main td.id, main td .id")) {
		const cell = shown.closest("td"), text = idOf(shown);
		if (!ID.test(text) || cell.querySelector(`[data-copy="${text}"]`)) continue;
		const copy = button.content.firstElementChild.cloneNode(true);
		copy.dataset.copy = text;
		copy.title = copy.title.replace("{id}", text);
		copy.setAttribute("aria-label", copy.title);
		const around = document.createElement("span");
		around.className = "copy-id";
		const inner = shown === cell ? [...cell.childNodes] : [shown.closest("a") ?? shown];
		inner[0].before(around);
		around.append(...inner, copy);
	}
}

if (button) {
	add();
	document.addEventListener("htmx:afterSettle", add);
}
