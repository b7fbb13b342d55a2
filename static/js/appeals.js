// Puts the paragraphs of a decision's reason, and what the customer is told of them, into their fields without asking the server; without this file their buttons
// send the form, which comes back with the paragraph in it. The keys 1 to 9 press the buttons, unless somebody types.

function append(field, paragraph) {
	if (!field || !paragraph) return;
	const before = field.value.trimEnd();
	field.value = before ? `${before}\n${paragraph}` : paragraph;
	field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
	const button = event.target instanceof Element && event.target.closest("button[data-paragraph]");
	const field = button && button.form.elements.namedItem("reason");
	if (!field) return;
	event.preventDefault();
	append(field, button.dataset.paragraph);
	append(button.form.elements.namedItem("customer_text"), button.dataset.customer);
	const said = document.getElementById("paragraph-said");
	if (said) said.textContent = button.dataset.said;
});
