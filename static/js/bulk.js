// Adds up the amounts of the rows that are ticked: those of their column, or where it is not shown data-f, in fen. Without this file
// the page is whole: the dry run says the sum before anything is done.

const place = document.querySelector("[data-selected-fen]");

function sum() {
	let fen = 0;
	for (const box of document.querySelectorAll("tbody input[form][name=id]:checked")) {
		const cell = box.closest("tr").cells[place.dataset.column];
		fen += Number(box.dataset.f ?? cell?.textContent.replace(/\D/g, "") ?? 0);
	}
	const [whole, part] = (fen / 100).toFixed(2).split(".");
	place.textContent = `¥${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${part}`;
}

if (place) {
	for (const name of ["change", "click", "htmx:after:swap"]) document.addEventListener(name, () => setTimeout(sum));
	addEventListener("pageshow", () => setTimeout(sum));
}
