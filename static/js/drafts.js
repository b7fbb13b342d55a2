// Keeps what is typed into longer forms on the server until the form is sent, and puts it back when the page is opened
// again. Nothing is stored in the browser, and no password or file is kept.

const SAVE_MS = 1500;
const KEPT = "textarea[name], select[name], input[name]:not([type=hidden], [type=password], [type=file], [type=submit], [type=button])";
const states = new Map(); // form → { path, timer, sending, clean }

// longer reports whether a form is one to keep: it has a text or more than one field, and no password.
function longer(form) {
	return !form.querySelector("input[type=password]") && (form.querySelector("textarea") || fields(form).length > 1);
}

// watch starts to keep the longer ones of some forms.
export async function watch(forms) {
	for (const form of forms.filter(longer)) {
		const path = new URL(form.action).pathname;
		if ([...states.values()].some((s) => s.path === path)) continue;
		states.set(form, { path, timer: 0, sending: null, clean: text(form) });
		form.addEventListener("input", (event) => { if (event.isTrusted) later(form); });
		form.addEventListener("submit", () => stop(form));
	}
	if (states.size === 0) return;
	addEventListener("pagehide", () => { for (const [form, s] of states) if (s.timer) save(form, true); });
	const asked = new URLSearchParams([...states.values()].slice(0, 40).map((s) => ["form", s.path]));
	try {
		const answer = await fetch("/drafts?" + asked, { headers: { Accept: "application/json" } });
		if (answer.ok) for (const draft of await answer.json()) offer(draft);
	} catch {
		// No connection: the form is as the page brought it.
	}
}

function fields(form) { return [...form.elements].filter((el) => el.matches(KEPT)); }

// values is what the form holds: by name, only what is ticked of boxes, and the version of what the form is about.
function values(form) {
	const out = {};
	const version = form.querySelector("input[type=hidden][name=version]");
	if (version) out[" version"] = [version.value];
	for (const el of fields(form)) {
		out[el.name] ??= [];
		if (el.type === "checkbox" || el.type === "radio") {
			if (el.checked) out[el.name].push(el.value);
		} else if (el instanceof HTMLSelectElement) {
			out[el.name].push(...[...el.selectedOptions].map((o) => o.value));
		} else out[el.name].push(el.value);
	}
	return out;
}

const text = (form) => JSON.stringify(values(form));

function later(form) {
	const s = states.get(form);
	clearTimeout(s.timer);
	s.timer = setTimeout(save, SAVE_MS, form);
}

function stop(form) {
	const s = states.get(form);
	clearTimeout(s.timer);
	s.timer = 0;
	s.sending?.abort();
}

// save sends what the form holds; a form that is as the page brought it has no draft.
async function save(form, leaving = false) {
	const s = states.get(form);
	clearTimeout(s.timer);
	s.timer = 0;
	s.sending?.abort();
	s.sending = new AbortController();
	const body = text(form) === s.clean ? "{}" : text(form);
	try {
		await fetch("/drafts", { method: "POST", body: new URLSearchParams({ form: s.path, body }), keepalive: leaving, signal: leaving ? undefined : s.sending.signal });
	} catch {
		// Sent meanwhile, or no connection: the next letter tries again.
	}
}

// offer puts a draft into its form and says so; one that was typed on an older state waits for a click.
function offer(draft) {
	const form = [...states.keys()].find((f) => states.get(f).path === draft.form);
	if (!form || form.querySelector("[aria-invalid=true]") || form.dataset.dirty) return;
	const now = values(form);
	const { " version": was, ...typed } = draft.fields;
	if (Object.keys(typed).every((name) => JSON.stringify(typed[name]) === JSON.stringify(now[name] ?? []))) return;
	const note = document.createElement("p");
	note.className = "draft-note";
	note.setAttribute("role", "status");
	const words = document.createElement("span");
	const older = was && now[" version"] && was[0] !== now[" version"][0];
	words.textContent = older ? draft.older : draft.said;
	note.append(words);
	form.prepend(note);
	const drop = button(draft.discard, () => {
		form.reset();
		save(form);
		note.remove();
	});
	if (older) {
		const restore = button(draft.restore, () => { fill(form, typed); words.textContent = draft.said; restore.remove(); });
		note.append(restore);
	} else fill(form, typed);
	note.append(drop);
	for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

function button(label, act) {
	const b = document.createElement("button");
	b.type = "button";
	b.className = "btn btn-small btn-quiet";
	b.textContent = label;
	b.addEventListener("click", act);
	return b;
}

function fill(form, typed) {
	const at = {};
	for (const el of fields(form)) {
		const list = typed[el.name];
		if (!list) continue;
		if (el.type === "checkbox" || el.type === "radio") el.checked = list.includes(el.value);
		else if (el instanceof HTMLSelectElement) for (const o of el.options) o.selected = list.includes(o.value);
		else {
			at[el.name] = (at[el.name] ?? -1) + 1;
			if (list[at[el.name]] !== undefined) el.value = list[at[el.name]];
		}
		el.dispatchEvent(new Event("input", { bubbles: true }));
	}
}
