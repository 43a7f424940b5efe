// The page that waits for the store: asks once a second, and shows what is new.
import { isLeft, loadAgain, saySignedOut } from "./unattended.js";

(() => {
  "use strict";
  const waiting = document.querySelector("[data-status]");
  if (!waiting) return;
  const ask = async () => {
    try {
      const answer = await fetch(waiting.dataset.status, { headers: { Accept: "application/json" } });
      if (answer.status === 401) return saySignedOut();
      if (answer.ok) {
        const now = await answer.json();
        if ((now.state !== "confirmed" || now.told !== waiting.dataset.told) && !isLeft()) await loadAgain();
      }
    } catch {
      // the server may be starting again: ask once more
    }
    setTimeout(ask, 1000);
  };
  ask();
})();
