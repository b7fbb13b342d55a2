// Moves thresholds: a slider, a box and a mark over the distribution are one control, and what the cut holds for follows.
// The page is whole without this file: the same figures come from the server when the draft is saved.

const board = document.querySelector("[data-thresholds]");
const total = Number(board.dataset.total);
const all = (selector, from = board) => [...from.querySelectorAll(selector)];

const sketches = new Map(all("[data-sketch]").map((node) => [node.dataset.sketch, JSON.parse(node.dataset.steps)]));
const rows = all("[data-cut]").map((node) => ({
	node, op: node.dataset.op, steps: sketches.get(node.dataset.measure),
	box: node.querySelector("[data-box]"), slider: node.querySelector("[data-slider]"),
	mark: node.querySelector("[data-cut-mark]"), held: node.querySelector("[data-cut-held]"),
}));

// cut counts what a threshold holds for, as models.Sketch.Cut does: within a step, evenly over its width.
function cut(steps, op, threshold) {
	let accounts = 0, fen = 0, off = 0, known = 0, knownFen = 0;
	for (const [lo, hi, n, used] of steps) {
		known += n;
		knownFen += used;
		if (threshold > hi) {
			accounts += n;
			fen += used;
		} else if (threshold > lo) {
			const part = threshold - lo;
			accounts += Math.floor(n * part / (hi - lo) + .5);
			fen += Math.floor(used * part / (hi - lo) + .5);
			off = n;
		}
	}
	return op === "below" ? { accounts, fen, off } : { accounts: known - accounts, fen: knownFen - fen, off };
}

// ---- numbers in words, as the server writes them ----

const group = (n) => (n < 0 ? "−" : "") + String(Math.abs(n)).replace(/\B(?=(\d{3})+$)/g, ",");
const money = (fen) => "¥" + group(Math.floor(fen / 100)) + "." + String(fen % 100).padStart(2, "0");
const share = (n) => total === 0 ? "—" : (Math.round(1000 * n / total) / 10).toFixed(1) + "%";
const signed = (n) => (n > 0 ? "+" : "") + group(n);

function put(row, part, text) {
	const node = row.node.querySelector(`[data-${part}]`);
	if (node && node.textContent !== text) node.textContent = text;
}

// ---- one control ----

const typed = (box) => box.value.trim() === "" ? NaN : Number(box.value.trim());

function draw(row) {
	const value = typed(row.box);
	if (!Number.isFinite(value)) return;
	if (row.slider) row.slider.value = value;
	if (row.mark) {
		const lo = Number(row.slider.min), hi = Number(row.slider.max);
		const at = Math.min(100, Math.max(0, 100 * (value - lo) / (hi - lo)));
		row.mark.setAttribute("x1", at + "%");
		row.mark.setAttribute("x2", at + "%");
		row.held.setAttribute("x", (row.op === "below" ? 0 : at) + "%");
		row.held.setAttribute("width", (row.op === "below" ? at : 100 - at) + "%");
	}
	if (row.steps) {
		const now = cut(row.steps, row.op, value);
		put(row, "share", share(now.accounts));
		put(row, "accounts", group(now.accounts));
		put(row, "money", money(now.fen));
		if (row.node.dataset.live !== "") put(row, "change", signed(now.accounts - Number(row.node.dataset.live)));
		put(row, "off", now.off === 0 ? "" : "±" + group(now.off));
		const off = row.node.querySelector("[data-off-row]");
		if (off) off.hidden = now.off === 0;
	}
	const counted = row.node.querySelector("[data-counted]"); // of the saved value alone
	if (counted) counted.hidden = value !== Number(counted.dataset.counted);
}

// ---- cut-offs that must rise ----

const cutoffs = rows.filter((row) => row.node.dataset.order === "bands");

function order() {
	let before = 350;
	for (const row of cutoffs) {
		const value = typed(row.box);
		const said = row.node.querySelector("[data-order-said]");
		const wrong = !(value > before);
		said.hidden = !wrong;
		said.textContent = wrong ? row.node.dataset.above.replace("{above}", String(before)) : "";
		row.box.toggleAttribute("aria-invalid", wrong);
		if (wrong) row.box.setAttribute("aria-invalid", "true");
		if (Number.isFinite(value)) before = Math.max(before, value);
	}
}

function ribbon() {
	const picture = board.querySelector("[data-ribbon]");
	if (!picture) return;
	const bands = picture.querySelectorAll("rect"), names = picture.querySelectorAll("text");
	const at = [0, ...cutoffs.map((row) => Math.min(100, Math.max(0, (typed(row.box) - 350) / 6))), 100];
	if (at.some(Number.isNaN) || bands.length !== at.length - 1) return;
	bands.forEach((band, i) => {
		const width = Math.max(0, at[i + 1] - at[i]);
		band.setAttribute("x", at[i] + "%");
		band.setAttribute("width", width + "%");
		names[i].setAttribute("x", at[i] + width / 2 + "%");
		names[i].setAttribute("class", width < 14 ? "cut-tight" : "ribbon-name");
	});
}

for (const row of rows.filter((r) => r.box)) {
	const follow = () => { draw(row); order(); ribbon(); };
	row.box.addEventListener("input", follow);
	row.slider?.addEventListener("input", () => { row.box.value = row.slider.value; follow(); });
	draw(row);
}
if (cutoffs.some((row) => row.box)) { order(); ribbon(); }
