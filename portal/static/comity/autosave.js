// A form is saved while one types: on the server, and on this device as long as the server does not have it. No word is
// lost when the connection or the session is gone, and none is overwritten by another tab or device: both texts are shown.
// Forms marked data-kept are taken up here (portal/keeping); the share form of practices calls comityAutosave itself.
(() => {
  "use strict";

  const KEEP_DAYS = 30;
  const PAUSE = 1200;
  const RETRY = 15000;
  const NO_WORDS = new Set(["hidden", "file", "submit", "button", "reset", "password"]);

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
  const say = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const cookie = (name) => document.cookie.split("; ").find((c) => c.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const same = (one, other) => JSON.stringify(one, Object.keys(one).sort()) === JSON.stringify(other, Object.keys(one).sort());

  // options:
  //   prefix, key()        where the copy on this device is kept: keys that begin with the prefix
  //   address(), extra()   where to save, and what is sent besides writer, version and data
  //   stamp()              what the copy on this device says besides; fits(entry): whether it is of what is shown here
  //   user, version, multiple, words
  //   state, conflict, restored   elements; classes: the beginning of their class names
  //   filled(), saved(answer), adopt(entries), startOver(key), ignored(name), isDiscard(submitter)   may be left out
  const autosave = (form, options) => {
    const { words, classes, prefix, state, conflict, restored } = options;
    const multiple = new Set(options.multiple);

    // --- what the form holds ----------------------------------------------------------------------------

    const holds = (control) => control.name && !NO_WORDS.has(control.type) && control.tagName !== "FIELDSET";
    const read = () => {
      const data = {};
      const names = new Set();
      for (const control of form.elements) {
        if (!holds(control)) continue;
        names.add(control.name);
        data[control.name] ??= multiple.has(control.name) ? [] : "";
      }
      for (const [name, value] of new FormData(form)) {
        if (!names.has(name) || typeof value !== "string") continue;
        if (multiple.has(name)) data[name].push(value); else data[name] = value.replace(/\r\n/g, "\n");
      }
      for (const name of multiple) data[name]?.sort();
      return data;
    };
    const fill = (data) => {
      for (const control of form.elements) {
        if (!holds(control) || !(control.name in data) || control.disabled) continue;
        const value = data[control.name];
        if (control.type === "checkbox" || control.type === "radio") {
          control.checked = Array.isArray(value) ? value.includes(control.value) : value === control.value;
        } else control.value = value;
      }
      options.filled?.();
    };

    // --- the words about saving -------------------------------------------------------------------------

    const tell = (text, warning = false, link = null) => {
      state.hidden = false;
      state.classList.toggle(`${classes}__state--warning`, warning);
      const [before, after = ""] = text.split("{link}");
      state.replaceChildren(before);
      if (link) state.append(link, after);
    };
    const signInLink = () => element("a", { href: "/accounts/login/", target: "_blank", rel: "noopener", className: "ecl-link", textContent: words.signInLink });

    // --- saving -----------------------------------------------------------------------------------------

    let version = options.version;
    let saved = read();
    let timer = 0;
    let running = null;
    let paused = false; // both texts are shown: nothing is saved before the writer has chosen
    let waiting = false; // not saved although tried: try again

    const keep = (more = {}) => store.write(options.key(), { data: read(), version, at: Date.now(), ...options.stamp(), ...more });
    const setVersion = (number) => {
      version = number;
      options.versioned?.(number);
    };

    const changed = () => {
      if (same(read(), saved) && version > 0) return;
      const kept = keep();
      window.onbeforeunload = kept ? null : () => words.leave;
      clearTimeout(timer);
      if (!paused) timer = setTimeout(save, PAUSE);
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
        response = await fetch(options.address(), {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
          body: JSON.stringify({ writer: options.user, version, data, ...options.extra() }),
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
        options.saved?.(answer);
        if (same(read(), data)) store.remove(options.key()); else changed();
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
    setInterval(again, RETRY);

    // --- two texts --------------------------------------------------------------------------------------

    const button = (text, kind, click) => {
      const made = element("button", { type: "button", className: `ecl-button ecl-button--${kind}`, textContent: text });
      made.addEventListener("click", click);
      return made;
    };
    const shown = (name, value) => {
      const texts = [].concat(value).filter(Boolean).map((one) => {
        const control = form.querySelector(`[name="${name}"][value="${CSS.escape(one)}"]`);
        const option = form.querySelector(`select[name="${name}"] option[value="${CSS.escape(one)}"]`);
        return (control?.closest("label") ?? control?.labels?.[0] ?? option)?.textContent.trim() ?? one;
      });
      return texts.join(", ") || words.nothing;
    };
    const labelOf = (name) => {
      const field = form.querySelector(`[data-field="${name}"]`);
      return field?.querySelector("legend, label")?.firstChild?.textContent ?? name;
    };

    const openConflict = (theirs, number) => {
      const differences = conflict.querySelector("dl");
      paused = true;
      keep();
      const mine = read();
      differences.replaceChildren();
      for (const name of Object.keys(mine)) {
        const other = theirs[name] ?? (multiple.has(name) ? [] : "");
        if (JSON.stringify(mine[name]) === JSON.stringify(other) || options.ignored?.(name)) continue;
        const buttons = element("div", { className: `${classes}__buttons` });
        buttons.append(button(words.useOther, "tertiary", () => { fill({ ...read(), [name]: other }); keep(); }));
        if (form.elements[name]?.tagName === "TEXTAREA" && other) {
          buttons.append(button(words.addOther, "tertiary", () => {
            fill({ ...read(), [name]: `${read()[name]}\n\n${other}`.trim() });
            keep();
          }));
        }
        differences.append(
          element("dt", { textContent: labelOf(name) }),
          element("dd", {}, element("div", { className: `${classes}__other`, textContent: shown(name, other) }), buttons),
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

    // --- what this device has kept ----------------------------------------------------------------------

    const tellRestored = (entry, key) => {
      restored.className = `${classes}__restored`;
      restored.setAttribute("role", "status");
      restored.replaceChildren(element("p", { textContent: say(words.restored, { time: clock(entry.at) }) }));
      if (options.startOver) {
        restored.append(button(words.startEmpty, "tertiary", () => {
          store.remove(key);
          window.onbeforeunload = null;
          options.startOver();
        }));
      }
      restored.hidden = false;
    };
    const restore = () => {
      for (const key of store.keys(options.sweep)) {
        const entry = store.read(key);
        if (!entry?.at || Date.now() - entry.at > KEEP_DAYS * 86400000) store.remove(key);
      }
      const fromServer = document.querySelector("[data-form-errors]") || paused;
      let key = options.key();
      let entry = store.read(key);
      if (!entry && !fromServer && options.adopt) {
        [key, entry] = options.adopt(store.keys(prefix).map((one) => [one, store.read(one)])) ?? [key, null];
      }
      if (!entry) return;
      const server = read();
      if (options.isDone?.(entry)) {
        store.remove(key);
        return;
      }
      if (same(server, entry.data)) {
        // What came back from the server with errors is kept there as a draft; what was too long for it is not.
        if (!fromServer || (version > 0 && !paused)) store.remove(key);
        return;
      }
      if (fromServer) return;
      fill({ ...server, ...entry.data });
      tellRestored(entry, key);
      if (entry.version === version && (options.fits?.(entry) ?? true)) save(); else openConflict(server, version);
    };

    // --- together ---------------------------------------------------------------------------------------

    form.addEventListener("input", changed);
    form.addEventListener("change", () => { options.filled?.(); changed(); });
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
      if (options.isDiscard?.(event.submitter)) { store.remove(options.key()); return; }
      keep({ sent: true });
      options.sending?.();
    });

    return { read, fill, save, tell, signInLink, shown, restore, version: () => version };
  };

  window.comityAutosave = { start: autosave, store, say, cookie, element };

  // --- forms of portal/keeping --------------------------------------------------------------------------

  const form = document.querySelector("form[data-kept]");
  if (!form) return;
  const config = JSON.parse(document.getElementById("kept-data").textContent);
  const prefix = `comity-kept:${config.user}:`;
  const state = element("p", { className: "comity-kept__state", hidden: true });
  state.setAttribute("role", "status");
  (form.querySelector(":scope > .comity-actions") ?? form).before(state);
  const forget = document.querySelector("[data-kept-forget]");
  const kept = autosave(form, {
    prefix,
    sweep: "comity-kept:",
    key: () => prefix + config.form,
    address: () => config.save,
    extra: () => ({ form: config.token, base: config.base }),
    stamp: () => ({ base: config.base }),
    fits: (entry) => entry.base === config.base,
    // The server says that the form was saved after this copy was sent to it.
    isDone: (entry) => entry.sent && entry.version < config.closed,
    user: config.user,
    version: config.version,
    multiple: config.multiple,
    words: config.words,
    classes: "comity-kept",
    state,
    conflict: document.querySelector("[data-kept-conflict]"),
    restored: document.querySelector("[data-kept-restored]"),
    startOver: () => { if (forget) forget.requestSubmit(); else location.reload(); },
  });
  forget?.addEventListener("submit", () => { store.remove(prefix + config.form); window.onbeforeunload = null; });
  kept.restore();
})();
