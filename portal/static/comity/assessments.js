// A contribution is saved as it is filled in: each changed answer by itself, against the version that was shown.
// What a colleague answered differently in the meantime is shown beside it and chosen by hand; nothing is overwritten.
// Nothing is kept in the browser's storage: the answers are confidential. The form works without this file.
(() => {
  "use strict";

  const form = document.querySelector("form[data-answers]");
  if (!form) return;
  const { save: address, words } = JSON.parse(document.getElementById("answers-data").textContent);
  const cookie = (name) => document.cookie.split("; ").find((c) => c.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const RETRY = 10000;

  // --- one answer ---------------------------------------------------------------------------------------

  const read = (box) => {
    const name = box.dataset.answer;
    const control = (suffix = "") => box.querySelector(`[name="${name}${suffix}"]`);
    if (box.dataset.kind === "figure") {
      const answer = control().value;
      if (!answer) return null;
      if (answer === "number") return { answer, value: control("-value").value.trim() };
      if (answer === "range") return { answer, low: control("-low").value.trim(), high: control("-high").value.trim() };
      return { answer };
    }
    if (box.dataset.kind === "measures") return [...box.querySelectorAll("input:checked")].map((one) => one.value);
    return control().value;
  };
  const write = (box, value) => {
    const name = box.dataset.answer;
    const set = (suffix, text) => { box.querySelector(`[name="${name}${suffix}"]`).value = text ?? ""; };
    if (box.dataset.kind === "figure") {
      set("", value?.answer);
      for (const part of ["value", "low", "high"]) set(`-${part}`, value?.[part]);
    } else if (box.dataset.kind === "measures") {
      for (const one of box.querySelectorAll("input")) one.checked = (value ?? []).includes(one.value);
    } else set("", value);
  };
  // A number whose digits are not typed yet is not an answer yet.
  const unfinished = (value) => (value?.answer === "number" && value.value === "") || (value?.answer === "range" && (value.low === "" || value.high === ""));

  const showErrors = (box, errors) => {
    const place = box.querySelector("[data-error]");
    place.hidden = !errors.length;
    place.querySelector("span").textContent = errors.join(" ");
    box.classList.toggle("comity-field--invalid", errors.length > 0);
    const control = box.querySelector("select, input, textarea");
    if (errors.length) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid");
  };

  // --- sections -----------------------------------------------------------------------------------------

  const sections = [...form.querySelectorAll("[data-section]")].map((place) => {
    const name = place.dataset.section;
    const version = form.elements[`${name}-version`];
    const state = place.querySelector("[data-state]");
    const boxes = new Map([...place.querySelectorAll("[data-answer]")].map((box) => [box.dataset.answer, box]));
    const text = (box) => JSON.stringify(read(box));
    const saved = new Map(); // by answer: what is stored, as far as this page knows
    const held = new Map(); // contested or refused answers: not sent again until somebody touches them
    for (const [key, box] of boxes) {
      // What came back refused or contested from a save without this script is not what is stored.
      const open = box.classList.contains("comity-field--invalid") || box.querySelector("[data-conflict]");
      saved.set(key, open ? "?" : text(box));
      if (open) held.set(key, text(box));
    }
    let timer = 0;
    let running = null;

    const tell = (words_, warning = false) => {
      state.textContent = words_;
      state.classList.toggle("asm-section__state--warning", warning);
    };
    const dirty = () => [...boxes].filter(([key, box]) => {
      const now = text(box);
      return now !== saved.get(key) && held.get(key) !== now && !unfinished(read(box));
    });
    const isOpen = () => [...boxes].some(([key, box]) => text(box) !== saved.get(key));
    const later = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(send, wait);
    };
    const send = () => {
      clearTimeout(timer);
      running ??= attempt().finally(() => { running = null; });
      return running;
    };

    const attempt = async () => {
      const changed = dirty();
      if (!changed.length) return;
      const sent = new Map(changed.map(([key, box]) => [key, text(box)]));
      const answers = Object.fromEntries(changed.map(([key, box]) => [key, read(box)]));
      tell(words.saving);
      let response;
      try {
        response = await fetch(address, {
          method: "POST",
          redirect: "manual",
          headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
          body: JSON.stringify({ section: name, version: Number(version.value), answers }),
        });
      } catch {
        tell(words.offline, true);
        return later(RETRY);
      }
      if (response.status === 401 || response.status === 403 || response.type === "opaqueredirect") {
        tell(words.signIn, true);
        return later(RETRY);
      }
      if (response.status === 409 || response.status === 404) return tell(words.closed, true);
      if (!response.ok) {
        tell(words.failed, true);
        return later(RETRY);
      }
      take(await response.json(), sent);
      if (dirty().length) later(0);
    };

    const take = (told, sent) => {
      version.value = told.version;
      for (const [key, value] of sent) {
        const box = boxes.get(key);
        const errors = told.errors[key] ?? [];
        if (text(box) === value) showErrors(box, errors);
        if (errors.length) held.set(key, value);
        else if (told.conflicts[key]) contest(key, box, told.conflicts[key], value);
        else {
          saved.set(key, value);
          held.delete(key);
          box.querySelector("[data-conflict]")?.remove();
        }
      }
      const renewed = [];
      for (const [key, value] of Object.entries(told.others)) {
        const box = boxes.get(key);
        if (sent.has(key) || text(box) !== saved.get(key)) continue;
        write(box, value);
        saved.set(key, text(box));
        renewed.push(fill(words.others, { name: box.dataset.label }));
      }
      if (Object.keys(told.errors).length) tell(words.refused, true);
      else if (Object.keys(told.conflicts).length) tell(words.conflict, true);
      else tell([fill(words.saved, { time: new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) }), ...renewed].join(" · "));
    };

    // Both answers are shown; whoever is here decides. Until then neither is overwritten.
    const contest = (key, box, conflict, value) => {
      held.set(key, value);
      box.querySelector("[data-conflict]")?.remove();
      const keep = element("button", { type: "button", className: "ecl-button ecl-button--secondary", textContent: words.keepMine });
      const yield_ = element("button", { type: "button", className: "ecl-button ecl-button--secondary", textContent: words.takeTheirs });
      const told = element("div", { className: "asm-conflict" },
        element("p", {}, `${fill(words.theirs, { by: conflict.by || words.somebody })} `, element("strong", { textContent: conflict.theirs })),
        element("p", {}, `${words.mine} `, element("strong", { textContent: conflict.mine })),
        element("div", { className: "asm-conflict__choice" }, keep, yield_));
      told.dataset.conflict = "";
      told.setAttribute("role", "alert");
      keep.addEventListener("click", () => {
        held.delete(key);
        saved.set(key, "?");
        told.remove();
        send();
      });
      yield_.addEventListener("click", () => {
        write(box, conflict.raw);
        saved.set(key, text(box));
        held.delete(key);
        told.remove();
        tell("");
        box.querySelector("select, input, textarea").focus();
      });
      box.append(told);
    };

    place.addEventListener("input", (event) => later(event.target.matches("textarea, input[type=text], input:not([type])") ? 1200 : 300));
    place.addEventListener("change", () => later(200));
    return { send, isOpen };
  });

  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && sections.some((section) => section.isOpen())) event.preventDefault();
  });
  // Going back to a kept page would show old versions.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
