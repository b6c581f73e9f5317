// Keeps the count of the class page fresh. Without it the page reloads itself.

const EVERY = 4000; // milliseconds

const count = document.getElementById("count");
const put = (id, value) => { document.getElementById(id).textContent = value ?? ""; };
const show = (id, shown) => { document.getElementById(id).hidden = !shown; };

async function refresh() {
  const answer = await fetch(`/c/${encodeURIComponent(count.dataset.code)}/count`);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const { completed, families, rate, open } = await answer.json();
  if (!open) {
    location.reload();
    return;
  }
  put("completed", completed);
  put("families", families);
  put("percent", rate);
  show("attendance", families !== null);
  show("rate", rate !== null);
  show("check", families !== null && completed > families);
}

async function keepFresh() {
  if (!document.hidden) {
    try {
      await refresh();
      count.classList.remove("stale");
    } catch {
      count.classList.add("stale"); // the numbers stay, paler
    }
  }
  setTimeout(keepFresh, EVERY);
}

setTimeout(keepFresh, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh().catch(() => {}); });
