// Suggestions while typing: an ARIA combobox around each search field that names its source. Without
// this script the field is what it was. Arrows choose, Enter opens, Escape puts the list away.
"use strict";
(() => {
  const WAIT_MS = 150;
  let made = 0;

  const element = (name, attributes, text) => {
    const one = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    if (text) one.textContent = text;
    return one;
  };

  const attach = (input) => {
    // Who types before this script has come goes on typing: a field that is moved loses the focus.
    const typing = document.activeElement === input;
    const id = `suggest-${++made}`;
    const words = document.body.dataset;
    const list = element("ul", { id, role: "listbox", "aria-label": words.suggestions, class: "suggest" });
    const told = element("span", { class: "visually-hidden", role: "status" });
    list.hidden = true;
    const frame = element("span", { class: "suggest-frame" });
    input.replaceWith(frame);
    frame.append(input, list, told);
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
      autocomplete: "off",
    })) input.setAttribute(key, value);

    let options = [], at = -1, timer = 0, asked = 0;
    const choose = (number) => {
      options.forEach((option, n) => option.setAttribute("aria-selected", String(n === number)));
      at = number;
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
    };
    const close = () => {
      clearTimeout(timer);
      asked += 1;
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      choose(-1);
    };
    const take = (option) => {
      const to = input.dataset.suggestTo;
      if (input.dataset.suggestInto !== undefined) {
        // A field of a form: it keeps the name, and the form learns which resource is meant.
        input.value = option.dataset.name;
        close();
        const { iri, name } = option.dataset;
        input.dispatchEvent(new CustomEvent("suggestion", { bubbles: true, detail: { iri, name } }));
      } else if (to === undefined) location.assign(option.dataset.href);
      else if (to) location.assign(to.replace("IRI", encodeURIComponent(option.dataset.iri)));
      else {
        // A form that takes IRIs gets the one that was chosen: others may have the same name.
        input.value = input.dataset.suggestTakes === "iri" ? option.dataset.iri : option.dataset.name;
        close();
        // A field among others is filled in, and the form waits for its button.
        if (input.dataset.suggestStays === undefined) input.form.requestSubmit();
      }
    };
    const show = (found) => {
      list.replaceChildren();
      options = found.map((one, n) => {
        const option = element("li", { id: `${id}-${n}`, role: "option", "aria-selected": "false" });
        Object.assign(option.dataset, { href: one.href, iri: one.iri, name: one.name });
        option.append(element("span", { class: "suggest-name" }, one.name), element("span", { class: "small" }, one.about));
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => take(option));
        list.append(option);
        return option;
      });
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      told.textContent = options.length ? words.suggested.replace("[count]", options.length) : "";
      choose(-1);
    };
    const ask = async () => {
      const typed = input.value.trim(), number = ++asked;
      if (!typed) return close();
      const address = new URL(input.dataset.suggest, location.href);
      address.searchParams.set("q", typed);
      try {
        const answer = await fetch(address, { headers: { Accept: "application/json" } });
        const found = answer.ok ? await answer.json() : [];
        if (number !== asked || document.activeElement !== input) return;
        show(found);
        // The index is being made, or too much was asked: once more when the service says so.
        const wait = answer.ok ? 0 : Number(answer.headers.get("Retry-After"));
        if (wait) timer = setTimeout(ask, 1000 * wait);
      } catch {
        // The service is away: the form still leads to its page.
      }
    };
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT_MS);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && list.hidden) return void (options.length && input.value.trim() ? ask() : null);
      if (step) {
        event.preventDefault();
        const count = options.length + 1;
        choose(((at + 1 + step + count) % count) - 1);
      } else if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        take(options[at]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    input.addEventListener("blur", close);
    if (typing) {
      input.focus();
      ask();
    }
  };

  for (const input of document.querySelectorAll("input[data-suggest]")) attach(input);
})();
