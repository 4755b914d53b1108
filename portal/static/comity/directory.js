// Keeps the directory steady while htmx replaces its entries; everything it touches also works without it.
(() => {
  "use strict";

  const found = document.getElementById("directory-found");
  if (!found) return;
  const wide = window.matchMedia("(min-width: 996px)");
  const state = new Map();

  // Browsers without ::details-content would hide the filters beside the entries.
  const unfold = () => {
    const panel = document.getElementById("directory-filters");
    if (panel && wide.matches && !CSS.supports("selector(::details-content)")) panel.open = true;
  };
  // What the reader folded or unfolded stays so after an update.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== found) return;
    for (const panel of found.querySelectorAll("details[data-keep-open]")) state.set(panel.id, panel.open);
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== found) return;
    for (const panel of found.querySelectorAll("details[data-keep-open]")) {
      if (state.has(panel.id)) panel.open = state.get(panel.id);
    }
    unfold();
  });
  // An error or a lost connection: load the address as a page, which says what is wrong.
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.body.addEventListener(name, (event) => {
      if (event.detail.target === found) location.assign(event.detail.pathInfo.finalRequestPath);
    });
  }

  wide.addEventListener("change", unfold);
  unfold();
})();
