// Send photos part by part to addresses that the page gives (core/doors/api/uploads.py speaks tus); what was lost on the
// way is sent again from where the server has it, also after the page was closed. Speaks the protocol of Streamlit's
// components: { id, begin: [{ key, name, size, known }] } asks for addresses, which come in as `uploads`: key -> { id } or
// { error }; { id, done: [key] } says which are whole.

const PART = 8_000_000; // bytes of one request
const WAITS = [1, 2, 4, 8, 15]; // seconds before a lost connection is tried again; the last one from then on
const GONE = [404, 410]; // the server has deleted it
const by = (id) => document.getElementById(id);
const files = new Map(); // key -> { file, sent, words, wrong }
let shown = null; // the arguments
let sending = false;

const send = (type, values) => window.parent.postMessage({ isStreamlitMessage: true, type, ...values }, "*");
const say = (value) => send("streamlit:setComponentValue", { dataType: "json", value: { id: crypto.randomUUID?.() ?? String(Math.random()), ...value } });
const megabytes = (bytes) => `${(bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1 })} MB`;
const keyOf = (file) => `${file.name}|${file.size}|${file.lastModified}`;
const address = (id) => `${location.pathname.split("/component/")[0]}/api/uploads/${id}`;
const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

window.addEventListener("message", (event) => {
  if (event.data.type !== "streamlit:render") return;
  const { args, theme } = event.data;
  const style = document.documentElement.style;
  style.setProperty("--text", theme.textColor);
  style.setProperty("--background", theme.backgroundColor);
  style.setProperty("--surface", theme.secondaryBackgroundColor);
  style.setProperty("--primary", theme.primaryColor);
  style.setProperty("--font", theme.font);
  shown = args;
  by("words").textContent = args.label;
  by("files").accept = args.accept.map((suffix) => `.${suffix}`).join(",");
  for (const [key, { error }] of Object.entries(args.uploads)) if (error && files.has(key)) files.get(key).wrong = error;
  show();
  sendAll();
});

// What was chosen or dropped: what is too large is told and never sent.
function take(chosen) {
  const begin = [];
  for (const file of chosen) {
    const key = keyOf(file);
    if (files.has(key) && !files.get(key).wrong) continue;
    files.set(key, { file, sent: 0, words: "waits", wrong: problem(file) });
    if (!files.get(key).wrong) begin.push({ key, name: file.name, size: file.size, known: remembered(key) });
  }
  show();
  if (begin.length) say({ begin });
}

function problem(file) {
  if (!file.size) return "This file is empty.";
  if (!shown.accept.some((suffix) => file.name.toLowerCase().endsWith(`.${suffix}`))) return `This is no photo of a kind that is read: ${shown.accept.join(", ")}.`;
  if (file.size > shown.limit) return `${megabytes(file.size)}; at most ${megabytes(shown.limit)} are read, so it was not sent. Save it smaller or with more compression.`;
  return "";
}

// One file after the other; once all are whole, the page is told.
async function sendAll() {
  if (sending) return;
  sending = true;
  const ready = () => [...files].filter(([key, one]) => !one.wrong && !one.whole && shown.uploads[key]?.id);
  for (let next = ready(); next.length; next = ready()) await sendOne(...next[0]);
  sending = false;
  const waiting = [...files.values()].some((one) => !one.wrong && !one.whole);
  const done = [...files].filter(([, one]) => one.whole && !one.told);
  if (waiting || !done.length) return;
  for (const [, one] of done) one.told = true;
  say({ done: done.map(([key]) => key) });
}

async function sendOne(key, one) {
  const id = shown.uploads[key].id;
  remember(key, id);
  for (let lost = 0; !one.whole && !one.wrong;) {
    try {
      const offset = await offsetOf(id);
      if (offset > one.sent) lost = 0;
      one.sent = offset;
      if (offset < one.file.size) await sendPart(id, one, offset);
      else one.whole = true;
      one.words = one.whole ? "sent" : `${megabytes(one.sent)} of ${megabytes(one.file.size)}`;
    } catch (error) {
      if (error.final) one.wrong = error.message;
      else {
        one.words = `${megabytes(one.sent)} of ${megabytes(one.file.size)}; the connection was lost and is tried again`;
        show();
        await pause(WAITS[Math.min(lost++, WAITS.length - 1)]);
      }
    }
    show();
  }
  forget(key);
}

async function offsetOf(id) {
  const answer = await fetch(address(id), { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" }, cache: "no-store" });
  if (GONE.includes(answer.status)) throw Object.assign(new Error("The server has deleted this upload. Add the photo again."), { final: true });
  if (!answer.ok) throw new Error(String(answer.status));
  return Number(answer.headers.get("Upload-Offset"));
}

function sendPart(id, one, offset) {
  return new Promise((done, lost) => {
    const request = new XMLHttpRequest(); // fetch tells no progress of what it sends
    request.open("PATCH", address(id));
    request.setRequestHeader("Tus-Resumable", "1.0.0");
    request.setRequestHeader("Upload-Offset", offset);
    request.setRequestHeader("Content-Type", "application/offset+octet-stream");
    request.upload.onprogress = ({ loaded }) => {
      one.sent = offset + loaded;
      one.words = `${megabytes(one.sent)} of ${megabytes(one.file.size)}`;
      show();
    };
    request.onload = () => {
      if (request.status === 204 || request.status === 409) return done(); // 409: the offset is asked for again
      let told = "";
      try { told = JSON.parse(request.responseText).message; } catch { /* a proxy's page */ }
      lost(Object.assign(new Error(told || String(request.status)), { final: !!told && request.status < 500 }));
    };
    request.onerror = request.ontimeout = () => lost(new Error("lost"));
    request.send(one.file.slice(offset, offset + PART));
  });
}

function show() {
  by("list").replaceChildren(...[...files.values()].map(({ file, sent, words, wrong }) => {
    const line = document.createElement("li"), name = document.createElement("span"), state = document.createElement("span");
    name.className = "name";
    name.textContent = name.title = file.name;
    state.textContent = wrong || words;
    if (wrong) state.className = "wrong";
    line.append(name, state);
    if (!wrong) {
      const bar = document.createElement("progress");
      Object.assign(bar, { max: file.size, value: sent });
      bar.setAttribute("aria-label", file.name);
      line.append(bar);
    }
    return line;
  }));
}

// Which upload a file belongs to, after the page was closed.
const remembered = (key) => { try { return localStorage.getItem(`upload|${key}`) ?? ""; } catch { return ""; } };
const remember = (key, id) => { try { localStorage.setItem(`upload|${key}`, id); } catch { /* a private window */ } };
const forget = (key) => { try { localStorage.removeItem(`upload|${key}`); } catch { /* a private window */ } };

by("files").addEventListener("change", () => {
  take(by("files").files);
  by("files").value = "";
});
for (const name of ["dragenter", "dragover"]) by("zone").addEventListener(name, (event) => {
  event.preventDefault();
  by("zone").classList.add("over");
});
by("zone").addEventListener("dragleave", () => by("zone").classList.remove("over"));
by("zone").addEventListener("drop", (event) => {
  event.preventDefault();
  by("zone").classList.remove("over");
  take(event.dataTransfer.files);
});

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
