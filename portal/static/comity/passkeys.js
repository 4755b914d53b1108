// Says why a passkey was not used: the browser tells scripts only, and closes its prompt without a word.
(() => {
  "use strict";

  const REASONS = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" };

  document.addEventListener("allauth.error", (event) => {
    const problem = document.querySelector("[data-passkey-problem]");
    if (!problem) return;
    event.preventDefault();
    const reason = REASONS[event.detail.exception?.name] ?? "failed";
    problem.hidden = false;
    problem.querySelector(".ecl-notification__description").textContent = problem.dataset[reason];
    problem.scrollIntoView({ block: "nearest" });
  });
})();
