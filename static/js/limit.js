// The form of a limit change: its buttons step the typed limit without asking the server, Ctrl Enter sends it, and Esc leaves it unless somebody
// types; what was typed is asked about as on every way out. Without this file the buttons send the form, which comes back a step on.

const form = document.getElementById("limit-form");

form?.addEventListener("click", (event) => {
	const button = event.target instanceof Element && event.target.closest("button[data-by]");
	if (!button) return;
	const field = form.elements.namedItem("limit"), by = Number(button.dataset.by);
	const typed = Number(field.value.replace(/[,，¥￥%\s]/g, "").replace("−", "-"));
	if (Number.isNaN(typed)) return; // the server says what is wrong with it
	event.preventDefault();
	const next = form.elements.namedItem("unit").value === "percent" ? typed + Math.sign(by) : Math.max(0, typed + by / 100);
	field.value = String(Math.round(next * 100) / 100);
	field.dispatchEvent(new Event("input", { bubbles: true }));
});

function busy(target) {
	return document.querySelector("dialog[open], details[data-menu][open]")
		|| target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
}

// It looks before the keys of every page do: those close a menu, which must not leave the form too.
document.addEventListener("keydown", (event) => {
	if (!form || event.isComposing || event.keyCode === 229 || document.documentElement.dataset.keys === "off") return;
	if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !document.querySelector("dialog[open]")) {
		event.preventDefault();
		form.requestSubmit(form.querySelector("button.btn-primary"));
	} else if (event.key === "Escape" && !busy(event.target)) {
		form.querySelector("a[data-leave]")?.click();
	}
}, { capture: true });
