// The address field of the company form: suggests one when it is entered empty, and tells while typing what is free.
(() => {
  "use strict";
  const form = document.querySelector("form[data-subdomain]");
  if (!form) return;
  const field = form.elements.namedItem("subdomain");
  const name = form.elements.namedItem("name");
  const state = form.querySelector("[data-subdomain-state]");
  const offer = form.querySelector("[data-subdomain-offer]");
  const use = offer.querySelector("button");
  const useText = use.textContent.replace(use.dataset.use, "").trim();
  let timer = 0;
  let asked = 0;

  const ask = async (query) => {
    const turn = ++asked;
    try {
      const answer = await fetch(`${form.dataset.subdomain}?${new URLSearchParams(query)}`, {
        headers: { Accept: "application/json" },
      });
      return answer.ok && turn === asked ? await answer.json() : null;
    } catch {
      return null; // the form works without: the server checks again when it is sent
    }
  };

  const show = (told) => {
    if (!told) return;
    state.textContent = told.message;
    state.classList.toggle("wrong", !told.free);
    offer.hidden = !told.offer;
    if (told.offer) {
      use.dataset.use = told.offer;
      use.textContent = `${useText} ${told.offer}`;
    }
  };

  const check = async () => {
    if (field.value) show(await ask({ label: field.value }));
  };

  const suggest = async () => {
    if (field.value) return;
    const told = await ask({ name: name.value });
    if (told && !field.value) {
      field.value = told.subdomain;
      field.select();
      show(told);
    }
  };

  const settle = async () => {
    clearTimeout(timer); // a check that comes later would make this answer an old one
    const told = field.value ? await ask({ label: field.value }) : null;
    if (told) field.value = told.subdomain;
    show(told);
  };

  field.addEventListener("focus", suggest);
  // entered or filled in before this script had arrived
  if (document.activeElement === field) suggest();
  else if (field.value !== field.defaultValue) settle();

  field.addEventListener("input", () => {
    asked += 1; // what is on its way answers for what stood here before
    clearTimeout(timer);
    state.textContent = "";
    offer.hidden = true;
    timer = setTimeout(check, 350);
  });

  field.addEventListener("change", settle);

  use.addEventListener("click", () => {
    field.value = use.dataset.use;
    field.focus();
    check();
  });
})();
