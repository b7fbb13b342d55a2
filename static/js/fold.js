// On a phone the parts of a long page start folded, so that the lines that say what is in each fit on a screen or
// two. Without this file every part is open, as it is on a wide screen.

const parts = [...document.querySelectorAll("details[data-fold]")];

function open(inside) {
	const part = inside?.closest("details[data-fold]");
	if (!part || part.open) return;
	part.open = true;
	inside.scrollIntoView();
}

const named = () => open(document.getElementById(decodeURIComponent(location.hash.slice(1))));

if (matchMedia("(max-width: 40rem)").matches) {
	for (const part of parts) part.open = part.querySelector("[aria-invalid=true]") !== null;
}
named();
addEventListener("hashchange", named);
// A field that a browser finds fault with must be seen to be mended.
document.addEventListener("invalid", (event) => open(event.target), true);
addEventListener("beforeprint", () => { for (const part of parts) part.open = true; });
