// Shows how far syncs and files are, and loads the page again when its figures, or what is known of keys, have changed.
//
// <div data-sync> (all syncs, of the book in ?book= where the page has one) or <div data-sync="connection id">;
// inside, [data-sync-text] gets the sentence and progress[data-sync-bar] the share. With the attribute
// data-sync-running the page was made while a sync went on. data-sync-address names who else is asked, in the same way.
import { isLeft, loadAgain, saySignedOut } from "./unattended.js";

const QUICK = 1000, SLOW = 20000, SETTLED = 4000;
const book = new URLSearchParams(location.search).get("book");
const usual = book ? `/sync?book=${encodeURIComponent(book)}` : "/sync";
const loaded = Date.now();

const isBusy = () =>
  document.hidden ||
  isLeft() ||
  document.querySelector("details.menu[open], dialog[open]") ||
  ["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement?.tagName);

const paint = (box, syncs) => {
  const mine = syncs.filter((sync) => !box.dataset.sync || box.dataset.sync === sync.connection);
  const open = mine.find((sync) => ["waiting", "running"].includes(sync.state));
  box.hidden = !open;
  if (!open) return;
  const text = box.querySelector("[data-sync-text]");
  const bar = box.querySelector("progress[data-sync-bar]");
  if (text && text.textContent !== open.text) text.textContent = open.text;
  if (bar && open.total) {
    bar.max = open.total;
    bar.value = Math.min(open.done, open.total);
  } else if (bar) {
    bar.removeAttribute("value");
  }
};

const follow = (address, boxes) => {
  let wasRunning = boxes.some((box) => box.hasAttribute("data-sync-running"));
  let figures = null;
  let verdicts = null;

  const look = async () => {
    if (document.hidden) return setTimeout(look, QUICK);
    let now = null;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (answer.status === 401) return saySignedOut();
      if (answer.status === 404) return undefined;
      if (answer.ok) now = await answer.json();
    } catch {
      // the server may be starting again: ask once more
    }
    if (!now) return setTimeout(look, 5 * QUICK);
    boxes.forEach((box) => paint(box, now.syncs));
    const ended = wasRunning && !now.running;
    const grown = figures !== null && now.figures !== figures && Date.now() - loaded > SETTLED;
    const changed = grown || (verdicts !== null && now.verdicts !== verdicts);
    if ((ended || changed) && !isBusy()) await loadAgain();
    figures ??= now.figures;
    verdicts ??= now.verdicts;
    wasRunning ||= now.running;
    return setTimeout(look, now.running || ended || changed ? QUICK : SLOW);
  };
  look();
};

const followed = new Map();
for (const box of document.querySelectorAll("[data-sync]")) {
  const address = box.dataset.syncAddress ?? usual;
  followed.set(address, [...(followed.get(address) ?? []), box]);
}
followed.forEach((boxes, address) => follow(address, boxes));
