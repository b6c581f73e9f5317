// The chat simulator: three panes that talk to the real bot. Everything shown is set as text.

const EVERY = 700; // milliseconds between two looks at the talks
const SOON = [60, 120, 200, 300]; // after something was sent: the answer is nearly there

const state = document.getElementById("state");

function element(tag, { text, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

async function called(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(`${path}: status ${answer.status}`);
  return answer.json();
}

// A text with its addresses as links; an address is never anything but http or https.
function* linked(text) {
  for (const part of text.split(/(https?:\/\/[^\s「」（）]+)/)) {
    yield /^https?:\/\//.test(part) ? outward(part, part) : part;
  }
}

function outward(address, text, className = "") {
  const safe = /^https?:\/\//.test(address) ? address : "about:blank";
  return element("a", { href: safe, target: "_blank", rel: "noopener noreferrer", text, className });
}

class Pane {
  constructor(section) {
    this.section = section;
    this.role = section.dataset.role;
    this.log = section.querySelector(".log");
    this.empty = section.querySelector(".empty");
    this.who = section.querySelector("select");
    this.input = section.querySelector("input");
    this.after = 0;
    this.phone = 0;
    this.latest = null;
    this.who.addEventListener("change", () => this.begin());
    section.querySelector(".chips").addEventListener("click", (event) => {
      const chip = event.target.closest("[data-say]");
      if (chip) this.say({ text: chip.dataset.say });
    });
    section.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const text = this.input.value;
      if (text.trim() && await this.say({ text }) && this.input.value === text) this.input.value = "";
    });
  }

  get person() { return this.who.value; }

  add(person) {
    this.who.append(element("option", { value: person.id, text: person.name }));
    this.who.hidden = this.who.options.length < 2 && this.role !== "parent";
  }

  // Another person's phone: an empty talk that fills again.
  begin() {
    this.phone += 1;
    this.after = 0;
    this.latest = null;
    this.log.replaceChildren(this.empty);
    hurry();
  }

  async say(what) {
    try {
      await called(`/demo/say/${encodeURIComponent(this.person)}`, what);
    } catch {
      state.textContent = "送信できませんでした。もう一度お試しください。";
      return false;
    }
    state.textContent = "";
    hurry();
    return true;
  }

  async look() {
    const { phone } = this;
    const path = `/demo/talk/${encodeURIComponent(this.person)}?after=${this.after}`;
    const { messages } = await called(path);
    if (phone !== this.phone || !messages.length) return; // another phone was picked meanwhile
    this.empty.remove();
    for (const message of messages) this.show(message);
    this.after = messages.at(-1).n;
    this.down();
    news(this.role);
    if (this.role === "staff") entry.stale = true; // opened, closed or opened again
  }

  show(message) {
    const bubble = element("div", { className: `bubble ${message.from}` });
    if (message.language) bubble.lang = message.language;
    if (message.progress) bubble.append(progressed(message.progress));
    bubble.append(element("p", {}, ...linked(message.text)));
    if (message.card) bubble.append(this.card(message.card));
    if (message.buttons.length) {
      this.latest?.classList.add("past");
      this.latest = bubble;
      bubble.append(element("div", { className: "choices" },
        ...message.buttons.map((button) => this.button(button))));
    }
    if (message.buttons.length || message.card) bubble.classList.add("wide");
    this.log.append(bubble);
  }

  button({ label, data, role, ticked }) {
    if (role === "link") return outward(data, label, "link");
    const made = element("button", { type: "button", text: label, className: role });
    if (ticked) {
      made.classList.add("ticked");
      made.setAttribute("aria-pressed", "true");
    }
    made.addEventListener("click", () => this.say({ tap: data, label }));
    return made;
  }

  card(source) {
    const code = source.split("/").pop().replace(".png", "");
    entry.code = code;
    return element("img", {
      loading: "lazy",
      width: 1080,
      height: 1440,
      alt: `QRコードつきの案内。コードは ${code}`,
      src: source,
    });
  }

  down() { this.log.scrollTop = this.log.scrollHeight; }
}

function progressed({ step, steps }) {
  const bar = element("progress", { value: step, max: steps });
  bar.setAttribute("aria-label", `${step} / ${steps}`);
  return element("div", { className: "progress" }, bar, element("span", { text: `${step}/${steps}` }));
}

const panes = [...document.querySelectorAll(".phone")].map((section) => new Pane(section));
const paneOf = (role) => panes.find((pane) => pane.role === role);

// The survey opened last: its code becomes a chip for parents while it takes answers, and its
// class page a link.
const entry = {
  code: null,
  stale: false,
  chip: element("button", { type: "button", className: "chip code", hidden: true }),
  page: document.getElementById("class-page"),
};
paneOf("parent").section.querySelector(".chips").prepend(entry.chip);

async function offerEntry() {
  if (entry.code === null || !entry.stale) return;
  const { code } = entry;
  const { open } = await called(`/c/${encodeURIComponent(code)}/count`);
  entry.stale = false;
  entry.chip.dataset.say = code;
  entry.chip.textContent = code;
  entry.chip.setAttribute("aria-label", `コード ${code} を送る`);
  entry.chip.hidden = !open;
  entry.page.href = `/c/${encodeURIComponent(code)}`;
  entry.page.querySelector("b").textContent = code;
  entry.page.hidden = false;
}

// Tabs, where only one phone has room.
const phones = document.querySelector(".phones");
const tabs = [...document.querySelectorAll(".tabs button")];
for (const tab of tabs) {
  tab.addEventListener("click", () => {
    phones.dataset.shown = tab.dataset.shows;
    for (const each of tabs) each.setAttribute("aria-pressed", String(each === tab));
    tab.classList.remove("news");
    paneOf(tab.dataset.shows).down();
  });
}

function news(role) {
  const tab = tabs.find((each) => each.dataset.shows === role);
  if (phones.dataset.shown !== role) tab.classList.add("news");
}

document.getElementById("add-parent").addEventListener("click", async () => {
  try {
    const person = await called("/demo/people", {});
    const pane = paneOf(person.role);
    pane.add(person);
    pane.who.value = person.id;
    pane.begin();
  } catch {
    state.textContent = "これ以上ふやせません。";
  }
});

// One look at a time; none while the page is not visible.
let timer = 0;
let busy = false;
let soon = [];

async function look() {
  clearTimeout(timer);
  if (document.hidden || busy) return;
  busy = true;
  try {
    await Promise.all(panes.filter((pane) => pane.person).map((pane) => pane.look()));
    await offerEntry();
    if (state.dataset.lost) state.textContent = "";
    delete state.dataset.lost;
  } catch {
    state.textContent = "つながっていません。つなぎ直しています…";
    state.dataset.lost = "yes";
  }
  busy = false;
  clearTimeout(timer);
  timer = setTimeout(look, soon.shift() ?? EVERY);
}

function hurry() {
  soon = [...SOON];
  look();
}

document.addEventListener("visibilitychange", look);
for (const person of await called("/demo/people")) paneOf(person.role)?.add(person);
await look();
