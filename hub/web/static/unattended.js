// What pages have in common that ask by themselves: nobody is there, so nothing of it is use of a session.
const MARK = "unattended";

// a page that a script has loaded again has the mark in its address: the person shall neither see nor copy it
const address = new URL(location.href);
if (address.searchParams.has(MARK)) {
  address.searchParams.delete(MARK);
  history.replaceState(history.state, "", address);
}

// Somebody has pressed something, and the answer is on its way: loading again would call it off. What has come after this
// time was a file, and the page is still there.
const ANSWERED = 10000;
let left = -Infinity;
addEventListener("beforeunload", () => (left = Date.now()));
export const isLeft = () => Date.now() - left < ANSWERED;

// Until the new page is here the old one can be used, and what somebody does there would be lost with it: it stays then.
export const loadAgain = () =>
  new Promise((stays) => {
    const here = location.href;
    const marked = new URL(here);
    marked.searchParams.set(MARK, "1");
    history.replaceState(history.state, "", marked);
    const waiting = new AbortController();
    const stay = () => {
      waiting.abort();
      stop();
      history.replaceState(history.state, "", here);
      stays();
    };
    for (const deed of ["pointerdown", "keydown"]) addEventListener(deed, stay, { capture: true, signal: waiting.signal });
    location.reload();
  });

// The session is over: what is on the page stays there to be read, and a sentence leads back in.
export const saySignedOut = () => {
  document.querySelector("[data-signed-out]").hidden = false;
};
