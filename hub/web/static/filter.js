// Shows only what is searched for, as one types. Without it the form asks the server, which marks the same things hidden.
//
// <form data-filter> with an input; [data-words] are the things, [data-filter-group] what holds them, and
// [data-filter-none] is shown where nothing is left.
const form = document.querySelector("form[data-filter]");
const field = form.querySelector("input[type=search]");
const none = document.querySelector("[data-filter-none]");
const things = [...document.querySelectorAll("[data-words]")];
const groups = [...document.querySelectorAll("[data-filter-group]")];

const show = () => {
  const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const thing of things) thing.hidden = !wanted.every((word) => thing.dataset.words.includes(word));
  for (const group of groups) {
    const inside = [...group.querySelectorAll("[data-words]")];
    group.hidden = inside.length ? inside.every((thing) => thing.hidden) : wanted.length > 0;
  }
  none.hidden = things.some((thing) => !thing.hidden);
};

field.addEventListener("input", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
show(); // a browser that comes back to the page keeps what was typed
