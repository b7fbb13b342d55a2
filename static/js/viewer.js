// Zooms and turns the picture of a file. Without this file the picture is as wide as the page, and its link gives it whole.

const stage = document.querySelector("[data-viewer]");
const picture = stage.querySelector("img");
const tools = document.getElementById("viewer-tools");
const said = document.getElementById("viewer-said");
const STEPS = [.25, .5, .75, 1, 1.5, 2, 3, 4, 6, 8];
let scale = 0, quarter = 0; // scale 0 fits the picture into its place

// size is the picture as it lies now, in CSS pixels.
function size() {
	const { naturalWidth: w, naturalHeight: h } = picture;
	return quarter % 2 ? [h, w] : [w, h];
}

// fitting is the scale at which the whole picture is seen; a small picture is not made larger.
function fitting() {
	const [w, h] = size();
	return Math.min(1, stage.clientWidth / w, stage.clientHeight / h);
}

function draw() {
	if (!picture.naturalWidth) return;
	const s = scale || fitting(), [w, h] = size();
	const box = picture.parentElement;
	const middle = [(stage.scrollLeft + stage.clientWidth / 2) / box.offsetWidth, (stage.scrollTop + stage.clientHeight / 2) / box.offsetHeight];
	box.style.width = w * s + "px";
	box.style.height = h * s + "px";
	picture.style.width = picture.naturalWidth * s + "px";
	picture.style.transform = `translate(-50%, -50%) rotate(${quarter * 90}deg)`;
	stage.scrollLeft = middle[0] * box.offsetWidth - stage.clientWidth / 2; // what was in the middle stays there
	stage.scrollTop = middle[1] * box.offsetHeight - stage.clientHeight / 2;
}

function act(what) {
	const s = scale || fitting();
	if (what === "in") scale = STEPS.find((step) => step > s * 1.01) ?? STEPS.at(-1);
	else if (what === "out") scale = STEPS.findLast((step) => step < s * .99) ?? STEPS[0];
	else if (what === "fit") scale = 0;
	else if (what === "left") quarter = (quarter + 3) % 4;
	else if (what === "right") quarter = (quarter + 1) % 4;
	draw();
	said.textContent = said.dataset.words.replace("%z", Math.round((scale || fitting()) * 100)).replace("%d", quarter * 90);
}

function start() {
	stage.classList.add("viewer-on");
	tools.hidden = false;
	draw();
	tools.addEventListener("click", (event) => {
		const button = event.target.closest("button[data-view]");
		if (button) act(button.dataset.view);
	});
	addEventListener("resize", draw);
}

if (picture.complete && picture.naturalWidth) start();
else picture.addEventListener("load", start, { once: true });
