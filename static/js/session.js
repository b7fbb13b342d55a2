// Shortly before the session ends, asks the server how long it lasts yet and shows that as a dialog. To ask does not
// count as use; another tab may have put the end off meanwhile.

const NEAR_S = 125;
const EVERY_MS = 15_000;
let dialog = null;
let timer = 0;

// ask looks when the session ends. lasts(seconds) is called when that is not near any more, leave() when it is over.
export async function ask(tools, method = "GET") {
	clearTimeout(timer);
	let page = null, over = false;
	try {
		const answer = await fetch("/session", { method, headers: { Accept: "text/html" } });
		over = new URL(answer.url).pathname === "/signin";
		page = new DOMParser().parseFromString(await answer.text(), "text/html");
	} catch {
		// No connection: asked again below.
	}
	if (over) return tools.leave();
	const part = page?.querySelector("section[data-session]");
	const seconds = Number(part?.dataset.session);
	if (seconds > NEAR_S || (method === "POST" && part)) {
		dialog?.close();
		dialog = null;
		return tools.lasts(Math.max(seconds, NEAR_S));
	}
	if (part && !dialog) show(page, part, tools);
	timer = setTimeout(ask, Math.min(EVERY_MS, ((seconds || 10) + 1) * 1000), tools);
}

// show opens the dialog with the page's own words and forms.
function show(page, part, tools) {
	dialog = document.createElement("dialog");
	dialog.className = "dialog";
	dialog.setAttribute("role", "alertdialog");
	dialog.setAttribute("aria-labelledby", "session-title");
	dialog.setAttribute("aria-describedby", "session-text");
	const head = document.createElement("header");
	head.className = "dialog-head";
	const title = document.createElement("h2");
	title.id = "session-title";
	title.textContent = page.querySelector("h1").textContent;
	head.append(title);
	part.className = "dialog-body stack";
	part.querySelector("p").id = "session-text";
	dialog.append(head, document.adoptNode(part));
	const stay = dialog.querySelector("form[action='/session']");
	stay.addEventListener("submit", (event) => { event.preventDefault(); ask(tools, "POST"); });
	dialog.addEventListener("cancel", (event) => { event.preventDefault(); ask(tools, "POST"); });
	document.body.append(dialog);
	dialog.addEventListener("close", (event) => event.target.remove());
	dialog.showModal();
	stay.querySelector("button").focus();
}
