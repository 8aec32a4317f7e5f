// Forms of the drafts: findings while typing, saved or not, ranges pasted from Excel. Without this
// script the same form is checked by its button, and sent as it is.
"use strict";
(() => {
  const WAIT_MS = 400;
  const form = document.querySelector("form.edit[data-preview]");
  document.querySelector("[data-focus]")?.focus();
  if (!form) return;
  const state = form.querySelector(".state");
  const words = form.dataset;

  // --- Saved or not -----------------------------------------------------------------------------
  const written = () => new URLSearchParams(new FormData(form)).toString();
  const atFirst = written();
  // A form that came back to be mended is unsaved from the start.
  const unsaved = document.querySelector(".errors") !== null;
  let leaving = false;
  const changed = () => unsaved || written() !== atFirst;
  let pasted = "";
  const tell = (checked) => {
    const is = changed();
    form.classList.toggle("changed", is);
    state.textContent = [pasted, is ? words.unsaved : words.allSaved, checked].filter(Boolean).join(" · ");
  };
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && changed()) event.preventDefault();
  });

  // --- Findings while typing --------------------------------------------------------------------
  const element = (name, text, attributes = {}) => {
    const one = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    one.textContent = text;
    return one;
  };
  const item = (finding) => {
    const one = document.createElement("li");
    one.append(element("a", finding.rule, { href: finding.href }), " ", element("strong", finding.severity), ` ${finding.message} `, element("span", finding.remedy, { class: "small" }));
    return one;
  };
  const showWrong = (wrong) => {
    for (const old of form.querySelectorAll("[data-live]")) old.remove();
    for (const input of form.querySelectorAll("[data-live-wrong]")) {
      input.removeAttribute("aria-invalid");
      delete input.dataset.liveWrong;
    }
    for (const [name, text] of Object.entries(wrong)) {
      const input = document.getElementById(name);
      if (!input || input === document.activeElement) continue;
      input.setAttribute("aria-invalid", "true");
      input.dataset.liveWrong = "";
      if (!document.getElementById(`wrong-${name}`)) input.before(element("p", text, { class: "problem", "data-live": "" }));
    }
  };
  const show = (found) => {
    for (const list of form.querySelectorAll("[data-beside]")) list.replaceChildren(...(found.fields[list.dataset.beside] ?? []).map(item));
    form.querySelector("[data-beside-rest]").replaceChildren(...found.rest.map(item));
    showWrong(found.wrong);
    for (const old of form.querySelectorAll("[data-words]")) old.remove();
    for (const [name, text] of Object.entries(found.words)) document.getElementById(name)?.after(element("p", text, { class: "small", "data-words": "" }));
    for (const one of form.querySelectorAll("details.folded")) if (one.querySelector("[data-live-wrong], .beside > li")) one.open = true;
    tell(found.failure || found.told);
  };
  let timer = 0, asked = 0;
  const ask = async () => {
    const number = ++asked;
    if (!words.preview || !changed()) return tell("");
    tell(words.checking);
    try {
      const answer = await fetch(words.preview, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
      if (number !== asked) return;
      if (answer.ok) show(await answer.json());
      else if (answer.status === 401) {
        tell(words.signedOut);
        state.append(" ", element("a", words.signInText, { href: words.signIn, target: "_blank" }));
      }
      else tell("");
    } catch {
      tell("");
    }
  };
  const later = () => {
    tell("");
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  };
  form.addEventListener("input", () => {
    pasted = "";
    later();
  });
  form.addEventListener("change", later);

  // --- Pickers: the form learns which resource a chosen name means --------------------------------
  form.addEventListener("suggestion", (event) => {
    const { name } = event.target;
    form.elements[`${name}:is`].value = event.detail.iri;
    form.elements[`${name}:as`].value = event.detail.name;
    later();
  });

  // --- A range of Excel, pasted into a table ------------------------------------------------------
  for (const table of form.querySelectorAll("table[data-paste]")) {
    table.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
      const lines = text.split("\n").map((line) => line.split("\t"));
      const start = event.target.closest("td");
      if (!start || (lines.length === 1 && lines[0].length === 1)) return;
      event.preventDefault();
      const rows = [...table.tBodies[0].rows];
      const top = rows.indexOf(start.parentElement), left = start.cellIndex;
      let count = 0, lost = 0;
      lines.forEach((cells, down) => cells.forEach((cell, right) => {
        const input = rows[top + down]?.cells[left + right]?.querySelector("input[type=text]");
        if (!input) {
          lost += cell.trim() ? 1 : 0;
          return;
        }
        input.value = cell.trim();
        count += 1;
      }));
      pasted = table.dataset.paste.replace("[count]", count);
      if (lost) pasted += ` · ${table.dataset.noRoom.replace("[count]", lost)}`;
      later();
    });
  }
  tell("");
})();
