// Says that a case's page is in use, so that the lease of whoever works on it does not run out while they read and type.
// Without this file the lease is kept going by every page that is opened. Usual reasons are filled in by one key.

const where = document.querySelector("[data-use]")?.dataset.use;
const EVERY_MS = 60_000;
let last = Date.now();

// used is called for every sign of work; it asks at most once a minute, and not while the page is hidden.
function used() {
	if (!where || document.hidden || Date.now() - last < EVERY_MS) return;
	last = Date.now();
	fetch(where, { method: "POST", credentials: "same-origin" }).catch(() => { last = 0; }); // the next sign of work asks again
}

for (const name of ["input", "keydown", "pointerdown", "scroll"]) addEventListener(name, used, { passive: true, capture: true });

// A usual reason stands in the field as if it had been typed, and the button of its outcome is next; Enter decides.
document.addEventListener("click", (event) => {
	const quick = event.target instanceof Element && event.target.closest("button[data-reason]");
	if (!quick) return;
	const field = quick.form.elements.namedItem("reason");
	field.value = quick.dataset.reason;
	field.dispatchEvent(new Event("input", { bubbles: true }));
	quick.form.querySelector(`button[name=outcome][value=${quick.dataset.outcome}]`)?.focus();
});
