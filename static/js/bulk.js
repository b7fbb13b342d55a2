// Ticks every row of the page from the head of its table, and adds up the amounts of the rows that are ticked: those of their column, or
// where it is not shown data-f, in fen. Without this file the page is whole: a button takes all its rows, and the dry run says the sum
// before anything is done.

const place = document.querySelector("[data-selected-fen]");
const every = document.querySelector("[data-tick-all]");
const boxes = () => [...document.querySelectorAll("tbody input[form][name=id]")];

function sum() {
	let fen = 0;
	const ticked = boxes().filter((box) => box.checked);
	for (const box of ticked) {
		const cell = box.closest("tr").cells[place.dataset.column];
		fen += Number(box.dataset.f ?? cell?.textContent.replace(/\D/g, "") ?? 0);
	}
	const [whole, part] = (fen / 100).toFixed(2).split(".");
	place.textContent = `¥${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${part}`;
	if (!every) return;
	every.checked = ticked.length > 0 && ticked.length === boxes().length;
	every.indeterminate = ticked.length > 0 && !every.checked;
}

// tickAll gives every row the state of the box in the head.
function tickAll() {
	for (const box of boxes()) box.checked = every.checked;
	const n = String(every.checked ? boxes().length : 0);
	for (const count of document.querySelectorAll("[data-selected]")) count.textContent = n;
}

every?.addEventListener("change", tickAll);
if (place) {
	for (const name of ["change", "click", "htmx:after:swap"]) document.addEventListener(name, () => setTimeout(sum));
	addEventListener("pageshow", () => setTimeout(sum));
}
