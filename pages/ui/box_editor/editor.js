// Draw, move and delete boxes on a photo. Speaks the protocol of Streamlit's components: what is shown comes in as
// arguments, a change goes out as { id, name, was, now }; boxes are left, top, right, bottom in pixels of the picture.
// `adds`: kind -> words of the button that adds a drawn box; `points`: a click is a point, a box without width.
// `titles`: kind -> words of each box, shown under the pointer only; a click then picks the box: `was` and `now` are its
// own, and `picked` is the box that was picked last.

const CLICK = 4; // of screen pixels that a click may move
const FIELDS = ["left", "top", "width", "height"];
const by = (id) => document.getElementById(id);
const round = (value) => Math.round(value * 10) / 10;
let shown = null; // the arguments
let chosen = null; // { name, number, box }: an existing box
let draft = null; // left, top, right, bottom
let start = null; // where the pointer went down
let busy = false;

const send = (type, values) => window.parent.postMessage({ isStreamlitMessage: true, type, ...values }, "*");

window.addEventListener("message", (event) => {
  if (event.data.type !== "streamlit:render") return;
  const { args, theme } = event.data;
  const style = document.documentElement.style;
  style.setProperty("--text", theme.textColor);
  style.setProperty("--background", theme.backgroundColor);
  style.setProperty("--surface", theme.secondaryBackgroundColor);
  style.setProperty("--primary", theme.primaryColor);
  style.setProperty("--font", theme.font);
  by("stage").style.setProperty("--most", args.titles ? "900px" : "540px");
  const isNew = JSON.stringify([args.boxes, args.photo]) !== JSON.stringify(shown && [shown.boxes, shown.photo]);
  shown = args;
  busy = false;
  if (isNew) {
    by("photo").src = args.photo;
    by("stage").style.setProperty("--aspect", args.size_wh[0] / args.size_wh[1]);
    rest();
  } else show();
});

// Nothing is being drawn, no box is chosen.
function rest() {
  chosen = draft = start = null;
  fill();
  show();
}

function show() {
  if (!shown) return;
  by("hint").textContent = draft || chosen
    ? `${chosen ? title(chosen.name, chosen.number) : "New box"}:`
    : shown.hint;
  by("adds").replaceChildren(...(draft && !chosen ? Object.entries(shown.adds) : []).map(adding));
  by("delete").hidden = !chosen || !shown.numbered;
  by("change").hidden = !(chosen && draft && String(draft) !== String(chosen.box));
  by("cancel").hidden = !draft && !chosen;
  for (const id of ["delete", "change"]) by(id).disabled = busy;
  const focused = document.activeElement?.dataset?.box;
  by("boxes").replaceChildren(...all().map(drawn));
  if (focused) document.querySelector(`[data-box="${focused}"]`)?.focus();
  by("draft").hidden = !draft || (chosen && String(draft) === String(chosen.box));
  if (draft) place(by("draft"), draft);
}

// A button that adds the draft.
function adding([name, words]) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words;
  button.disabled = busy;
  button.addEventListener("click", () => change(name, null, draft));
  return button;
}

const title = (name, number) => shown.titles ? shown.titles[name][number - 1] : shown.numbered ? `${shown.labels[name]} ${number}` : shown.labels[name];

// The first kind last, so that a face lies on top of its person.
const all = () => Object.keys(shown.boxes).reverse().flatMap((name) =>
  shown.boxes[name].map((box, place) => ({ name, number: place + 1, box })));

function drawn(one) {
  const element = document.createElement("button"), word = document.createElement("span");
  const [left, top, right, bottom] = one.box;
  const isChosen = shown.titles ? String(one.box) === String(shown.picked)
    : chosen && chosen.name === one.name && chosen.number === one.number;
  element.type = "button";
  element.dataset.box = `${one.name}-${one.number}`;
  element.className = `${shown.strokes[one.name]} ${isChosen ? "chosen" : ""} ${shown.titles ? "quiet" : ""} ${top < shown.size_wh[1] * 0.05 ? "inside" : ""} ${one.name}`;
  element.style.setProperty("--color", shown.colors[one.name]);
  element.style.setProperty("--ink", shown.inks[one.name]);
  element.setAttribute("aria-label", `${title(one.name, one.number)}: left ${left}, top ${top}, ${round(right - left)} wide, `
    + `${round(bottom - top)} high. ${shown.titles ? "Enter to pick." : "Enter to change, Delete to delete."}`);
  element.setAttribute("aria-pressed", String(!!isChosen));
  word.textContent = title(one.name, one.number);
  element.append(word);
  element.addEventListener("click", () => choose(one)); // by keyboard; the pointer meets the stage
  element.addEventListener("keydown", (event) => {
    if (!shown.titles && (event.key === "Delete" || event.key === "Backspace")) change(one.name, one.box, null);
  });
  place(element, one.box);
  return element;
}

function place(element, [left, top, right, bottom]) {
  const [width, height] = shown.size_wh;
  element.classList.toggle("point", left === right && top === bottom);
  Object.assign(element.style, { left: `${100 * left / width}%`, top: `${100 * top / height}%`,
    width: `${100 * (right - left) / width}%`, height: `${100 * (bottom - top) / height}%` });
}

function choose(one) {
  if (shown.titles) {
    change(one.name, one.box, one.box);
    return;
  }
  chosen = one;
  draft = [...one.box];
  fill();
  show();
}

function change(name, was, now) {
  if (busy) return;
  busy = true;
  send("streamlit:setComponentValue", { dataType: "json", value: { id: crypto.randomUUID?.() ?? String(Math.random()), name, was, now } });
  show();
}

// The numbers show the draft; typed numbers are a draft.
function fill() {
  const values = draft ? [draft[0], draft[1], draft[2] - draft[0], draft[3] - draft[1]] : ["", "", "", ""];
  FIELDS.forEach((id, at) => { by(id).value = draft ? round(values[at]) : ""; });
}

function typed() {
  const [left, top, width, height] = FIELDS.map((id) => by(id).value === "" ? NaN : Number(by(id).value));
  const box = [left, top, left + width, top + height].map(round);
  const fits = box.every(Number.isFinite) && box[0] >= 0 && box[1] >= 0
    && ((width >= 1 && height >= 1) || (shown.points && width === 0 && height === 0))
    && box[2] <= shown.size_wh[0] && box[3] <= shown.size_wh[1];
  draft = fits ? box : null;
  show();
  if (!fits && FIELDS.every((id) => by(id).value !== ""))
    by("hint").textContent = `The box must lie inside ${shown.size_wh[0]} × ${shown.size_wh[1]} pixels.`;
}

function at(event) {
  const area = by("stage").getBoundingClientRect();
  const share = (value, from, size) => Math.min(Math.max((value - from) / size, 0), 1);
  return [round(share(event.clientX, area.left, area.width) * shown.size_wh[0]),
    round(share(event.clientY, area.top, area.height) * shown.size_wh[1])];
}

by("stage").addEventListener("pointerdown", (event) => {
  if (!shown || event.button !== 0) return;
  event.preventDefault();
  document.activeElement?.blur();
  by("stage").setPointerCapture(event.pointerId);
  start = { point: at(event), x: event.clientX, y: event.clientY, drawing: false };
});

// The boxes do not meet the pointer: the smallest one under it shows its words.
function hover(event) {
  const [x, y] = at(event), hit = under(x, y)[0];
  for (const element of by("boxes").children)
    element.classList.toggle("hover", !!hit && element.dataset.box === `${hit.name}-${hit.number}`);
}

by("stage").addEventListener("pointermove", (event) => {
  if (!start && shown?.titles) hover(event);
  if (!start) return;
  start.drawing ||= Math.max(Math.abs(event.clientX - start.x), Math.abs(event.clientY - start.y)) > CLICK;
  if (!start.drawing) return;
  const [x, y] = at(event);
  chosen = null;
  draft = [Math.min(x, start.point[0]), Math.min(y, start.point[1]), Math.max(x, start.point[0]), Math.max(y, start.point[1])];
  fill();
  show();
});

// The boxes at a point, the smallest first.
function under(x, y) {
  const area = ({ box }) => (box[2] - box[0]) * (box[3] - box[1]);
  return all().filter(({ box }) => box[0] <= x && x <= box[2] && box[1] <= y && y <= box[3])
    .sort((one, other) => area(one) - area(other));
}

by("stage").addEventListener("pointerup", () => {
  if (!start) return;
  const { point: [x, y], drawing } = start;
  start = null;
  if (drawing) {
    if (draft[2] - draft[0] < 1 || draft[3] - draft[1] < 1) rest();
    return;
  }
  const hit = under(x, y);
  if (hit.length) choose(hit[0]);
  else if (shown.points) {
    chosen = null;
    draft = [x, y, x, y];
    fill();
    show();
  } else rest();
});

by("stage").addEventListener("pointercancel", rest);
by("delete").addEventListener("click", () => change(chosen.name, chosen.box, null));
by("change").addEventListener("click", () => change(chosen.name, chosen.box, draft));
by("cancel").addEventListener("click", rest);
for (const id of FIELDS) by(id).addEventListener("input", typed);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") rest(); });

// The fonts of the page around this frame.
try {
  const rules = [...window.parent.document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const absolute = (rule) => rule.cssText.replace(/url\("([^"]+)"\)/g, (_, url) => `url("${new URL(url, rule.parentStyleSheet.href)}")`);
  const style = document.createElement("style");
  style.textContent = rules.filter((rule) => rule instanceof window.parent.CSSFontFaceRule && rule.parentStyleSheet.href
    && rule.cssText.includes("Source Sans")).map(absolute).join("");
  document.head.append(style);
} catch { /* a page of another origin keeps its fonts to itself */ }

new ResizeObserver(() => send("streamlit:setFrameHeight", { height: Math.ceil(document.body.getBoundingClientRect().height) })).observe(document.body);
send("streamlit:componentReady", { apiVersion: 1 });
