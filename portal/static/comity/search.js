// Keeps the search page steady while htmx replaces its results; everything it touches also works without it.
(() => {
  "use strict";

  const found = document.getElementById("search-found");
  if (!found) return;
  const wide = window.matchMedia("(min-width: 996px)");
  const state = new Map();

  // What the reader folded or unfolded stays so after an update.
  const remember = () => {
    for (const panel of found.querySelectorAll("details[data-keep-open]")) state.set(panel.id, panel.open);
  };
  const restore = () => {
    for (const panel of found.querySelectorAll("details[data-keep-open]")) {
      if (state.has(panel.id)) panel.open = state.get(panel.id);
    }
    unfold();
  };
  // Browsers without ::details-content would hide the filters beside the results.
  const unfold = () => {
    const panel = document.getElementById("search-filters");
    if (panel && wide.matches && !CSS.supports("selector(::details-content)")) panel.open = true;
  };

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target === found) remember();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== found) return;
    restore();
    // Another page of results is read from its top; the focus goes there with the eyes.
    if (event.detail.requestConfig.elt.hasAttribute("data-to-top")) {
      const results = document.getElementById("results");
      results.focus({ preventScroll: true });
      document.getElementById("search-form").scrollIntoView();
    }
    // A link changed the words (suggestion, removed filter): the field shows what is searched for now.
    const asked = new URL(event.detail.pathInfo.finalRequestPath || location.href, location.href);
    const field = document.getElementById("search-q");
    if (event.detail.requestConfig.elt.tagName === "A" && asked.searchParams.has("q")) field.value = asked.searchParams.get("q");
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
