// What every page does for people at the keyboard; without it menus close by their own button, and all else works.
const menus = () => document.querySelectorAll("details.menu[open]");

const closeOthers = (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
};
document.addEventListener("focusin", closeOthers);
document.addEventListener("pointerdown", closeOthers);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});

// a table that fits its room is no stop on the way through the page
const fitted = new ResizeObserver((boxes) => {
  for (const { target } of boxes) {
    const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
    target.tabIndex = scrolls ? 0 : -1;
  }
});
for (const box of document.querySelectorAll(".table-wrap")) fitted.observe(box);
