// Puts the paragraphs of a decision's reason into their field without asking the server; without this file their buttons
// send the form, which comes back with the paragraph in it. The keys 1 to 9 press the buttons, unless somebody types.

document.addEventListener("click", (event) => {
	const button = event.target instanceof Element && event.target.closest("button[data-paragraph]");
	const field = button && button.form.elements.namedItem("reason");
	if (!field) return;
	event.preventDefault();
	const before = field.value.trimEnd();
	field.value = before ? `${before}\n${button.dataset.paragraph}` : button.dataset.paragraph;
	field.dispatchEvent(new Event("input", { bubbles: true }));
	const said = document.getElementById("paragraph-said");
	if (said) said.textContent = button.dataset.said;
});
