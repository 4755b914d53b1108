// Makes the frame handier; everything it touches also works without it.
(() => {
  "use strict";

  // The navigation folds behind a button on narrow screens.
  const toggle = document.querySelector("[data-nav-toggle]");
  const nav = toggle && document.getElementById(toggle.getAttribute("aria-controls"));
  if (nav) {
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const open = nav.classList.toggle("comity-nav--open");
      toggle.setAttribute("aria-expanded", String(open));
    });
  }

  // Menus made of <details> close on Escape and on a click elsewhere.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // Signing out: texts that are still being written stay on no shared device.
  document.addEventListener("submit", (event) => {
    if (!event.target.action?.endsWith("/accounts/logout/")) return;
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith("comity-draft:")) localStorage.removeItem(key);
      }
    } catch { /* a browser that keeps nothing has nothing to clear */ }
  });

  // A form that came back with errors: the list of errors takes the focus.
  document.querySelector("[data-form-errors]")?.focus();
})();
