// The share form on the page: saves while one types, keeps every word when the connection or the session is
// gone, uploads files, says who will see it. The form works without this file.
(() => {
  "use strict";

  const PREFIX = "comity-draft:";
  const SENDING = "comity-sending";
  const KEEP_DAYS = 30;

  const store = {
    read(key) {
      try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
    },
    write(key, value) {
      try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
    },
    remove(key) {
      try { localStorage.removeItem(key); } catch { /* a browser that keeps nothing has nothing to clear */ }
    },
    keys(prefix) {
      try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
    },
  };

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
  const multiple = new Set(config.multiple);
  const own = new Set(["csrfmiddlewaretoken", "writer", "version", "page", "base", "files", "do", "remove_file"]);
  const own_key = () => `${PREFIX}${config.user}:${config.draft}`;
  const address = () => `/practices/share/${config.draft}/`;
  const say = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const cookie = (name) => document.cookie.split("; ").find((c) => c.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  // --- what the form holds ------------------------------------------------------------------------------

  const read = () => {
    const data = {};
    for (const control of form.elements) {
      if (control.name && !own.has(control.name) && control.type !== "submit") data[control.name] ??= multiple.has(control.name) ? [] : "";
    }
    for (const [name, value] of new FormData(form)) {
      if (own.has(name) || typeof value !== "string") continue;
      if (multiple.has(name)) data[name].push(value); else data[name] = value.replace(/\r\n/g, "\n");
    }
    for (const name of multiple) data[name]?.sort();
    return data;
  };
  const fill = (data) => {
    for (const control of form.elements) {
      if (!control.name || own.has(control.name) || !(control.name in data) || control.disabled) continue;
      const value = data[control.name];
      if (control.type === "checkbox" || control.type === "radio") {
        control.checked = Array.isArray(value) ? value.includes(control.value) : value === control.value;
      } else if (control.type !== "submit") control.value = value;
    }
    tellWho();
  };
  const same = (one, other) => JSON.stringify(one, Object.keys(one).sort()) === JSON.stringify(other, Object.keys(one).sort());

  // --- the words about saving ---------------------------------------------------------------------------

  const state = document.querySelector("[data-share-state]");
  const tell = (text, warning = false, link = null) => {
    state.hidden = false;
    state.classList.toggle("comity-share__state--warning", warning);
    const [before, after = ""] = text.split("{link}");
    state.replaceChildren(before);
    if (link) state.append(link, after);
  };
  const signInLink = () => element("a", { href: "/accounts/login/", target: "_blank", rel: "noopener", className: "ecl-link", textContent: words.signInLink });

  // --- saving -------------------------------------------------------------------------------------------

  let version = config.version;
  let base = config.base;
  let saved = read();
  let timer = 0;
  let running = null;
  let paused = false; // both texts are shown: nothing is saved before the writer has chosen
  let waiting = false; // not saved although tried: try again

  const keep = () => store.write(own_key(), { data: read(), version, base, page: config.page, at: Date.now() });
  const setVersion = (number) => {
    version = number;
    form.elements.version.value = number;
  };

  const changed = () => {
    if (same(read(), saved) && version > 0) return;
    const kept = keep();
    window.onbeforeunload = kept ? null : () => words.leave;
    clearTimeout(timer);
    if (!paused) timer = setTimeout(save, 1200);
  };

  const save = () => {
    clearTimeout(timer);
    running ??= attempt().finally(() => { running = null; });
    return running;
  };

  const attempt = async () => {
    const data = read();
    tell(words.saving);
    let response;
    try {
      response = await fetch(`${address()}save/`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
        body: JSON.stringify({ writer: config.user, version, page: config.page, base, data }),
      });
    } catch {
      waiting = true;
      tell(words.offline, true);
      return false;
    }
    const answer = await response.json().catch(() => ({}));
    waiting = response.status !== 200;
    if (response.status === 200) {
      setVersion(answer.version);
      saved = data;
      tell(say(words.saved, { time: clock(Date.now()) })); // by this device's clock, like "restored"
      window.onbeforeunload = null;
      history.replaceState(null, "", address());
      if (same(read(), data)) store.remove(own_key()); else changed();
      return true;
    }
    if (response.status === 409) openConflict(answer.data, answer.version);
    else if (response.status === 410) tell(words.sent, true);
    else if (answer.error === "other_user") tell(words.otherUser, true);
    else if (response.status === 401 || response.status === 403) tell(words.signIn, true, signInLink());
    else if (answer.message) { waiting = false; tell(say(words.refused, { reason: answer.message }), true); }
    else tell(words.failed, true);
    return false;
  };

  const again = () => { if (waiting && !paused && document.visibilityState === "visible") save(); };
  for (const event of ["online", "focus"]) window.addEventListener(event, again);
  document.addEventListener("visibilitychange", again);
  setInterval(again, 15000);

  // --- two texts ----------------------------------------------------------------------------------------

  const conflict = document.querySelector("[data-share-conflict]");
  const differences = conflict.querySelector("[data-share-differences]");
  const button = (text, kind, click) => {
    const made = element("button", { type: "button", className: `ecl-button ecl-button--${kind}`, textContent: text });
    made.addEventListener("click", click);
    return made;
  };
  const shown = (name, value) => {
    const texts = [].concat(value).filter(Boolean).map((one) => {
      const control = form.querySelector(`[name="${name}"][value="${CSS.escape(one)}"]`);
      const option = form.querySelector(`select[name="${name}"] option[value="${CSS.escape(one)}"]`);
      return (control?.closest("label") ?? option)?.textContent.trim() ?? one;
    });
    return texts.join(", ") || words.nothing;
  };
  const labelOf = (name) => {
    const field = form.querySelector(`[data-field="${name}"]`);
    return field?.querySelector("legend, label")?.firstChild?.textContent ?? name;
  };

  const openConflict = (theirs, number) => {
    paused = true;
    keep();
    const mine = read();
    differences.replaceChildren();
    for (const name of Object.keys(mine)) {
      const other = theirs[name] ?? (multiple.has(name) ? [] : "");
      if (JSON.stringify(mine[name]) === JSON.stringify(other) || name === "drop_files") continue;
      const buttons = element("div", { className: "comity-share__buttons" });
      buttons.append(button(words.useOther, "tertiary", () => { fill({ ...read(), [name]: other }); keep(); }));
      if (form.elements[name]?.tagName === "TEXTAREA" && other) {
        buttons.append(button(words.addOther, "tertiary", () => {
          fill({ ...read(), [name]: `${read()[name]}\n\n${other}`.trim() });
          keep();
        }));
      }
      differences.append(
        element("dt", { textContent: labelOf(name) }),
        element("dd", {}, element("div", { className: "comity-share__other", textContent: shown(name, other) }), buttons),
      );
    }
    finishConflict(number);
    conflict.hidden = false;
    conflict.focus();
    tell(words.conflict, true);
  };
  const finishConflict = (number) => {
    conflict.querySelector("[data-keep-mine]")?.remove();
    const done = button(words.keepMine, "primary", async () => {
      setVersion(number);
      paused = false;
      if (await save()) conflict.hidden = true;
    });
    done.dataset.keepMine = "";
    conflict.append(done);
    setVersion(number);
  };
  if (!conflict.hidden) {
    paused = true;
    finishConflict(version);
  }

  // --- what this device has kept ------------------------------------------------------------------------

  const restored = document.querySelector("[data-share-restored]");
  const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const tellRestored = (entry, key) => {
    restored.className = "comity-share__restored";
    restored.setAttribute("role", "status");
    restored.replaceChildren(element("p", { textContent: say(words.restored, { time: clock(entry.at) }) }));
    if (config.isNew) {
      restored.append(button(words.startEmpty, "tertiary", () => {
        store.remove(key);
        window.onbeforeunload = null;
        location.assign("/practices/share/");
      }));
    }
    restored.hidden = false;
  };
  const restore = () => {
    for (const key of store.keys(PREFIX)) {
      const entry = store.read(key);
      if (!entry?.at || Date.now() - entry.at > KEEP_DAYS * 86400000) store.remove(key);
    }
    const fromServer = document.querySelector("[data-form-errors]") || paused;
    let key = own_key();
    let entry = store.read(key);
    if (!entry && config.isNew && !config.page && !fromServer) {
      const others = store.keys(`${PREFIX}${config.user}:`).map((k) => [k, store.read(k)]);
      const latest = others.filter(([, e]) => e && !e.page && e.version === 0).sort((a, b) => b[1].at - a[1].at)[0];
      if (latest) {
        [key, entry] = latest;
        config.draft = key.slice(`${PREFIX}${config.user}:`.length);
        form.action = address();
      }
    }
    if (!entry) return;
    const server = read();
    if (same(server, entry.data)) {
      // What came back from the server with errors is kept there as a draft; what was too long for it is not.
      if (!fromServer || (version > 0 && !paused)) store.remove(key);
      return;
    }
    if (fromServer) return;
    fill({ ...server, ...entry.data });
    tellRestored(entry, key);
    if (entry.version === version) save(); else openConflict(server, version);
  };

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
    if (version === 0 && !(await save())) {
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

  form.addEventListener("input", changed);
  form.addEventListener("change", () => { tellWho(); changed(); });
  form.addEventListener("submit", async (event) => {
    form.elements.csrfmiddlewaretoken.value = cookie("csrftoken") || form.elements.csrfmiddlewaretoken.value;
    clearTimeout(timer);
    if (running) {
      event.preventDefault();
      await running;
      if (!paused) form.requestSubmit(event.submitter);
      return;
    }
    window.onbeforeunload = null;
    if (event.submitter?.dataset.shareDiscard !== undefined) { store.remove(own_key()); return; }
    keep();
    try { sessionStorage.setItem(SENDING, own_key()); } catch { /* the copy then expires by itself */ }
  });

  tellWho();
  restore();
})();
