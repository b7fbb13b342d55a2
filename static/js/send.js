// Ctrl Enter sends the form of a decision from any of its fields; with Shift the next one opens after it. The button marked data-send is
// pressed: in a form with a button for each outcome none is, until a key or a usual reason chose one, or one has the focus.
// Without this file the buttons do the same.

// choose marks the button of an outcome, so that Ctrl Enter presses it.
function choose(form, outcome) {
	const button = form?.querySelector(`button[name=outcome][value=${outcome}]`);
	for (const other of form?.querySelectorAll("button[name=outcome]") ?? []) {
		other.toggleAttribute("data-send", other === button);
		if (other === button) other.setAttribute("aria-keyshortcuts", "Control+Enter");
		else other.removeAttribute("aria-keyshortcuts");
	}
}

function formOf(target) {
	if (target === document.body) return document.querySelector("form[data-decides]");
	return target instanceof Element && !target.closest("a") ? target.closest("form[data-decides]") : null;
}

function send(form, next) {
	const first = form.querySelector("button[name=outcome]"), then = form.querySelector("input[name=then]");
	if (document.activeElement?.matches("button[name=outcome]")) choose(form, document.activeElement.value);
	const button = next && form.querySelector("button[name=then]") || form.querySelector("button[data-send]");
	if (!button) {
		first?.focus();
		return;
	}
	if (then) then.value = next ? "next" : "";
	form.requestSubmit(button);
	if (then) then.value = "";
}

document.addEventListener("keydown", (event) => {
	if (event.key !== "Enter" || event.altKey || !(event.ctrlKey || event.metaKey) || event.isComposing || event.keyCode === 229) return;
	if (document.documentElement.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
	const form = formOf(event.target);
	if (!form) return;
	event.preventDefault();
	if (!event.repeat) send(form, event.shiftKey);
});

document.addEventListener("click", (event) => {
	const by = event.target instanceof Element && event.target.closest("[data-outcome]");
	if (by) choose(document.querySelector("form[data-decides]"), by.dataset.outcome);
});
