// A scenario that is changed in place: each change asks for the page of the new address, and only the
// result is replaced, so that the reader keeps the place. Without this script the form is sent.
"use strict";
(() => {
  const WAIT_MS = 350;
  const root = document.getElementById("what-if");
  if (!root) return;
  const told = document.getElementById("what-if-told");
  let timer = 0, asking = null;

  const address = (form) => {
    const data = new FormData(form), words = new URLSearchParams();
    const ends = data.has("both") ? ["", "_b"] : [""];
    for (const [name, value] of data) if (value && name !== "of" && !name.startsWith("percent")) words.append(name, value);
    data.getAll("of").forEach((iri, n) => {
      for (const end of ends) {
        const percent = data.getAll(`percent${end}`)[n];
        if (percent) words.append(`cut${end}`, `${iri}:${percent}`);
      }
    });
    return `${form.action.split("#")[0]}?${words}`;
  };

  const replace = (page, whole) => {
    const held = document.activeElement && document.activeElement.id;
    const [x, y] = [scrollX, scrollY];
    if (whole) {
      const found = page.getElementById("what-if");
      root.className = found.className;
      found.querySelector(".what-if-scope").replaceWith(root.querySelector(".what-if-scope"));
      root.replaceChildren(...found.childNodes);
    } else {
      for (const part of root.querySelectorAll("[data-live]")) part.replaceWith(page.getElementById(part.id));
      const names = root.querySelectorAll(".what-if-side legend");
      page.querySelectorAll(".what-if-side legend").forEach((legend, n) => { names[n].textContent = legend.textContent; });
    }
    scrollTo(x, y);
    if (held && document.activeElement?.id !== held) document.getElementById(held)?.focus({ preventScroll: true });
    told.textContent = [...root.querySelectorAll(".what-if-answer .answer")].map((one) => one.textContent).join(" ");
  };

  const ask = async (url, whole) => {
    clearTimeout(timer);
    asking?.abort();
    asking = new AbortController();
    const own = asking;
    root.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: own.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || !page.getElementById("what-if")) {
        const why = page.querySelector("main p")?.textContent || root.dataset.failed;
        const first = root.querySelector(".what-if-answer .answer");
        first.textContent = told.textContent = why;
        return;
      }
      replace(page, whole);
      history.replaceState(null, "", document.getElementById("permalink").href);
    } catch (failure) {
      if (failure.name !== "AbortError") told.textContent = root.dataset.failed;
    } finally {
      if (own === asking) root.removeAttribute("aria-busy");
    }
  };

  const changed = (event, wait) => {
    const form = event.target.form;
    if (!form?.classList.contains("what-if-form") || !form.checkValidity()) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask(address(form), "whole" in event.target.dataset), wait);
  };
  root.addEventListener("input", (event) => {
    if (!("whole" in event.target.dataset)) changed(event, WAIT_MS);
  });
  root.addEventListener("change", (event) => {
    const form = event.target.form;
    if (event.target.name === "scope") form.elements.words.value = "";
    if (event.target.name === "words" && event.target.value) form.elements.scope.value = "";
    changed(event, 0);
  });
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target, own = root.querySelector(".what-if-form");
    if ("add" in form.dataset) {
      const joint = address(own);
      ask(`${joint}${joint.endsWith("?") ? "" : "&"}add=${form.elements.add.value}`, true);
    } else ask(address(own), true);
  });
})();
