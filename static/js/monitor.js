// Keeps the live monitor current: numbers once a second from the server's stream, and charts where uPlot is there.
// The page is whole without this file.

const $ = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

const board = $("[data-stream]");
const state = $("[data-live-state]");
const minutes = $("[data-minutes]");

const setText = (node, text) => { if (node && text !== undefined && node.textContent !== text) node.textContent = text; };

// ---- charts ----

const SERIES = { rate: ["total"], mix: ["monitor", "step_up", "hold", "decline"], latency: ["p50", "p95", "p99"] };
const OUTCOMES = ["allow", "monitor", "step_up", "hold", "decline"];
const HEIGHT = 180; // pixels, as the style sheet reserves
const plots = new Map();

// color resolves a class to the colour that this theme gives it.
const color = (node, property) => getComputedStyle(node)[property];

function columns(id, message) {
	const byKey = { p50: message.p50, p95: message.p95, p99: message.p99 };
	OUTCOMES.forEach((name, i) => { byKey[name] = message.outcomes[i]; });
	byKey.total = message.minutes.map((_, i) => message.outcomes.reduce((sum, list) => sum + list[i], 0));
	return [message.minutes, ...SERIES[id].map((key) => byKey[key])];
}

function zoned(seconds) {
	try { return uPlot.tzDate(new Date(seconds * 1000), board.dataset.zone); } catch { return new Date(seconds * 1000); }
}

function options(node, id) {
	const panel = node.closest(".panel");
	const line = color(node, "borderTopColor"), ink = color(node, "color");
	const axis = { stroke: ink, font: "12px system-ui, sans-serif", grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
	const clock = (u, splits) => splits.map((s) => zoned(s).toTimeString().slice(0, 5));
	return {
		width: node.clientWidth, height: HEIGHT, tzDate: zoned, legend: { show: false }, padding: [8, 24, 0, 0],
		cursor: { points: { size: 6 }, drag: { x: true, y: false } },
		scales: { y: { range: (u, low, high) => [0, Math.max(high * 1.1, 1)] } },
		axes: [{ ...axis, values: clock, space: 60, size: 32 }, { ...axis, size: 52, incrs: id === "latency" ? undefined : [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000] }],
		series: [{}, ...SERIES[id].map((key) => {
			const stroke = color($(`[data-series="${key}"]`, panel), "backgroundColor");
			return { stroke, width: 2, points: { show: id === "latency", size: 4, fill: stroke }, spanGaps: false };
		})],
		hooks: { setCursor: [(u) => readout(u, id, panel)], setSelect: [(u) => { u.zoomed = u.select.width > 0; }] },
	};
}

// readout writes the values under the pointer, or the newest whole minute's, beside the names of the lines.
function readout(u, id, panel) {
	const at = u.cursor.idx ?? u.data[0].length - 2;
	SERIES[id].forEach((key, i) => {
		const value = u.data[i + 1][at];
		setText($(`[data-value="${key}"]`, panel), value === null || value === undefined ? "—" : String(value));
	});
}

function draw(message) {
	if (typeof uPlot === "undefined") return;
	for (const node of all("[data-plot]")) {
		const id = node.dataset.plot, data = columns(id, message);
		let plot = plots.get(id);
		if (!plot) {
			if (node.clientWidth === 0) continue;
			plot = new uPlot(options(node, id), data, node);
			plot.over.addEventListener("dblclick", () => { plot.zoomed = false; });
			plots.set(id, plot);
		} else plot.setData(data, !plot.zoomed);
		readout(plot, id, node.closest(".panel"));
	}
}

function forget() {
	for (const plot of plots.values()) plot.destroy();
	plots.clear();
	if (last) draw(last);
}

function resize() {
	for (const [id, plot] of plots) plot.setSize({ width: $(`[data-plot="${id}"]`).clientWidth, height: HEIGHT });
}

// ---- numbers ----

// fill writes the minutes into the table that is there, without moving rows under the pointer more than time does.
function fill(rows) {
	const list = all("[data-live-rows] tr");
	rows.forEach((cells, i) => { if (list[i]) cells.forEach((text, j) => setText(list[i].cells[j], text)); });
}

let last = null;

function show(message) {
	last = message;
	for (const node of all("[data-figure]")) setText(node, message.figures[node.dataset.figure]);
	for (const node of all("[data-note]")) setText(node, message.notes[node.dataset.note]);
	for (const node of all("[data-rule]")) setText(node, message.rules[node.dataset.rule]);
	all("[data-mix]").forEach((node, i) => setText(node, message.mix[i]));
	all("[data-share]").forEach((node, i) => setText(node, message.shares[i]));
	if (minutes?.open) fill(message.table);
	const fresh = $("[data-live-fresh]");
	if (fresh && message.fresh) {
		fresh.hidden = false;
		setText(fresh.firstElementChild, message.fresh);
	}
	setText($("[data-live-clock]"), message.clock);
	draw(message);
}

function say(what) {
	if (state) setText(state, state.dataset[what]);
	$("[data-live-dot]")?.setAttribute("data-live-dot", what);
}

// ---- start ----

function start() {
	const source = new EventSource(board.dataset.stream);
	source.onmessage = (event) => { say("on"); show(JSON.parse(event.data)); };
	source.onerror = () => say(source.readyState === EventSource.CLOSED ? "over" : "off");
	addEventListener("pagehide", () => source.close());
	addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

if (board) {
	if (minutes && typeof uPlot !== "undefined") minutes.open = false;
	minutes?.addEventListener("toggle", () => { if (minutes.open && last) fill(last.table); });
	addEventListener("resize", resize);
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", forget);
	start();
}
