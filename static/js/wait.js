// While a list is asked for anew its rows stay, dimmed; what lasts longer than a moment is drawn as bars. Without this file the
// browser's own sign of loading is all there is.

const LATE_MS = 300, GONE_MS = 10_000;
const LISTS = "main .table-wrap:has([data-rows])";
let timer = 0;

// rest puts the rows back as they were.
function rest() {
	clearTimeout(timer);
	for (const list of document.querySelectorAll(LISTS)) {
		list.removeAttribute("aria-busy");
		list.removeAttribute("data-late");
	}
}

function wait() {
	rest();
	for (const list of document.querySelectorAll(LISTS)) list.setAttribute("aria-busy", "true");
	timer = setTimeout(() => {
		for (const list of document.querySelectorAll(LISTS)) list.setAttribute("data-late", "");
		timer = setTimeout(rest, GONE_MS); // the answer was a file, or never came
	}, LATE_MS);
}

document.addEventListener("click", (event) => {
	const link = event.target instanceof Element && event.target.closest(".tabs a, .pager a, .chips a, .sort, .queue-fresh a");
	if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
	if (link.pathname === location.pathname && !link.hash) wait();
});
document.addEventListener("submit", (event) => {
	if (!event.defaultPrevented && event.target.matches(".filter-bar")) wait();
});
addEventListener("pageshow", (event) => { if (event.persisted) rest(); });
