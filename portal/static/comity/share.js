// The share form on the page: saves while one types (autosave.js), uploads files, says who will see it. The form works
// without this file.
(() => {
  "use strict";

  const { start, store, say, cookie, element } = window.comityAutosave;
  const PREFIX = "comity-draft:";
  const SENDING = "comity-sending";

  // "My work" after sending: the copy on this device has done its service.
  if (document.querySelector("[data-share-sent]")) {
    const key = sessionStorage.getItem(SENDING);
    if (key) store.remove(key);
    sessionStorage.removeItem(SENDING);
  }

  const form = document.querySelector("form[data-share]");
  if (!form) return;
  const config = JSON.parse(document.getElementById("share-data").textContent);
  const words = config.words;
  const prefix = `${PREFIX}${config.user}:`;
  const own_key = () => prefix + config.draft;
  const address = () => `/practices/share/${config.draft}/`;

  // The latest text of this device that never reached the server; the form becomes its form.
  const adopt = (entries) => {
    if (!config.isNew || config.page) return null;
    const latest = entries.filter(([, e]) => e && !e.page && e.version === 0).sort((a, b) => b[1].at - a[1].at)[0];
    if (!latest) return null;
    config.draft = latest[0].slice(prefix.length);
    form.action = address();
    return latest;
  };

  const autosave = start(form, {
    prefix,
    sweep: PREFIX,
    key: own_key,
    address: () => `${address()}save/`,
    extra: () => ({ page: config.page, base: config.base }),
    stamp: () => ({ base: config.base, page: config.page }),
    user: config.user,
    version: config.version,
    multiple: config.multiple,
    words,
    classes: "comity-share",
    state: document.querySelector("[data-share-state]"),
    conflict: document.querySelector("[data-share-conflict]"),
    restored: document.querySelector("[data-share-restored]"),
    adopt,
    filled: () => tellWho(),
    versioned: (number) => { form.elements.version.value = number; },
    saved: () => history.replaceState(null, "", address()),
    ignored: (name) => name === "drop_files",
    isDiscard: (submitter) => submitter?.dataset.shareDiscard !== undefined,
    sending: () => { try { sessionStorage.setItem(SENDING, own_key()); } catch { /* the copy then expires by itself */ } },
    startOver: config.isNew ? () => location.assign("/practices/share/") : null,
  });
  const { read, save, tell, signInLink, shown } = autosave;

  // --- who will see it ----------------------------------------------------------------------------------

  const who = document.querySelector("[data-share-who]");
  const communities = document.querySelector("[data-share-communities]");
  const tlpHint = element("p", { className: "comity-share__file-error", hidden: true });
  tlpHint.setAttribute("role", "status");
  form.querySelector('[data-field="tlp"]')?.append(tlpHint);

  const tellWho = () => {
    const data = read();
    const country = form.elements.country.value;
    const here = config.desks[country];
    const audience = data.audience || "communities";
    if (communities) communities.hidden = audience !== "communities";
    let texts = [config.sentences.no_country];
    if (here) {
      const names = (data.communities ?? []).map((value) => shown("communities", value));
      const key = audience === "communities" && names.length ? "named" : audience;
      const values = { desk: here.desk, Desk: here.desk[0].toUpperCase() + here.desk.slice(1), communities: names.join(", ") };
      texts = [config.sentences[key], config.sentences.always].map((text) => say(text, values));
      if (here.narrowed && audience !== "communities") texts.push(config.sentences.narrowed);
    }
    if (texts.join() !== [...who.children].map((p) => p.textContent).join()) {
      who.replaceChildren(...texts.map((text) => element("p", { textContent: text })));
    }
    const fits = !data.tlp || config.tlp[data.tlp]?.includes(audience);
    tlpHint.hidden = fits;
    tlpHint.textContent = fits ? "" : say(words.tlpRule, { label: `TLP:${data.tlp}` });
  };

  // --- long lists ---------------------------------------------------------------------------------------

  const simple = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  for (const list of document.querySelectorAll("[data-share-list] fieldset")) {
    const box = list.querySelector(":scope > div[id]:not(.ecl-help-block)");
    if (!box) continue;
    const rows = [...box.querySelectorAll("label")].map((label) => [label.parentElement, simple(label.textContent)]);
    const count = element("span", { className: "comity-count" });
    const recount = () => {
      const chosen = box.querySelectorAll("input:checked").length;
      count.textContent = chosen ? ` ${say(words.chosen, { count: chosen })}` : "";
    };
    list.querySelector("legend").append(count);
    if (rows.length > 12) {
      const filter = element("input", { type: "search", className: "ecl-text-input comity-share__filter", placeholder: words.filter });
      filter.setAttribute("aria-label", `${words.filter}: ${list.querySelector("legend").firstChild.textContent}`);
      filter.addEventListener("input", (event) => {
        event.stopPropagation();
        const wanted = simple(filter.value.trim());
        for (const [row, text] of rows) row.hidden = wanted !== "" && !text.includes(wanted);
      });
      filter.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
      box.before(filter);
    }
    box.addEventListener("change", recount);
    recount();
  }

  // --- files --------------------------------------------------------------------------------------------

  const list = document.querySelector("[data-share-files]");
  const input = document.querySelector("[data-share-input]");
  const drop = document.querySelector("[data-share-drop]");
  const status = document.querySelector("[data-share-file-status]");
  const megabytes = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

  const fileError = (text) => {
    const line = element("p", { className: "comity-share__file-error", textContent: text });
    status.append(line);
    return line;
  };
  const fileRow = (file) => {
    const remove = element("button", { type: "submit", name: "remove_file", value: file.id, className: "ecl-button ecl-button--tertiary", textContent: words.remove });
    remove.append(element("span", { className: "ecl-u-sr-only", textContent: ` ${file.name}` }));
    const row = element("li", {}, element("a", { href: file.url, className: "ecl-link", textContent: file.name }), " ", element("span", { className: "comity-muted", textContent: megabytes(file.size) }), remove);
    row.dataset.file = file.id;
    return row;
  };

  const upload = (file) => new Promise((resolve) => {
    const bar = element("progress", { max: 100, value: 0 });
    bar.setAttribute("aria-label", file.name);
    const row = element("li", {}, element("span", { textContent: file.name }), bar);
    list.append(row);
    const body = new FormData();
    body.append("writer", config.user);
    body.append("csrfmiddlewaretoken", cookie("csrftoken"));
    body.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", `${address()}files/`);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = Math.round((100 * event.loaded) / event.total);
    });
    const fail = (text) => { row.remove(); fileError(text); resolve(false); };
    request.addEventListener("error", () => fail(say(words.uploadFailed, { name: file.name })));
    request.addEventListener("load", () => {
      const answer = request.response ?? {};
      if (request.status === 201) {
        list.querySelector(`[data-file="${answer.id}"]`)?.remove();
        row.replaceWith(fileRow(answer));
        status.append(element("p", { className: "ecl-u-sr-only", textContent: say(words.uploaded, { name: answer.name }) }));
        resolve(true);
      } else if (request.status === 401 || request.status === 403) {
        tell(words.signIn, true, signInLink());
        fail(say(words.uploadFailed, { name: file.name }));
      } else fail(answer.message ?? say(words.uploadFailed, { name: file.name }));
    });
    request.send(body);
  });

  const take = async (files) => {
    status.replaceChildren();
    const fitting = [...files].filter((file) => {
      if (file.size <= config.maxBytes) return true;
      fileError(say(words.tooLarge, { name: file.name, size: Math.round(config.maxBytes / 1048576) }));
      return false;
    });
    if (!fitting.length) return;
    // A file belongs to a draft, so there must be one.
    if (autosave.version() === 0 && !(await save())) {
      for (const file of fitting) fileError(say(words.uploadFailed, { name: file.name }));
      return;
    }
    for (const file of fitting) await upload(file);
  };

  input.addEventListener("change", async (event) => {
    event.stopPropagation();
    const files = [...input.files];
    input.value = "";
    await take(files);
  });
  for (const event of ["dragenter", "dragover"]) {
    drop.addEventListener(event, (e) => { e.preventDefault(); drop.querySelector(".comity-share__drop").classList.add("comity-share__drop--over"); });
  }
  for (const event of ["dragleave", "drop"]) {
    drop.addEventListener(event, () => drop.querySelector(".comity-share__drop").classList.remove("comity-share__drop--over"));
  }
  drop.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
  list.addEventListener("click", async (event) => {
    const remove = event.target.closest('button[name="remove_file"]');
    if (!remove) return;
    event.preventDefault();
    const body = new URLSearchParams({ writer: config.user });
    const response = await fetch(`${address()}files/${remove.value}/remove/`, { method: "POST", headers: { "X-CSRFToken": cookie("csrftoken") }, body }).catch(() => null);
    if (!response?.ok) { tell(response ? words.signIn : words.offline, true, response ? signInLink() : null); return; }
    const row = remove.closest("li");
    status.replaceChildren(element("p", { className: "ecl-u-sr-only", textContent: say(words.removed, { name: row.firstChild.textContent }) }));
    row.remove();
    input.focus();
  });

  // --- together -----------------------------------------------------------------------------------------

  tellWho();
  autosave.restore();
})();
