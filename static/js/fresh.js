// Says how many rows of a list came since its page was drawn, as a link that shows them. The rows themselves do not move.
// Without this file the link asks for the page anew.

const place = document.querySelector("[data-fresh]");
const EVERY_MS = 30_000;

// look asks once and puts the answer where the link stands. An answer without a body is: nothing new.
async function look() {
	if (document.hidden) return;
	const answer = await fetch(place.dataset.fresh, { credentials: "same-origin", headers: { "Candor-Unasked": "1" } }).catch(() => null);
	if (answer?.status !== 200 || answer.redirected) return;
	const words = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("a");
	if (!words || place.textContent.trim() === words.textContent) return;
	place.replaceChildren(words);
	place.classList.add("queue-fresh-on");
}

if (place) setInterval(look, EVERY_MS);
