// The explorer by keyboard, and the search inside the picture.
"use strict";
(() => {
  const { fill } = window.michisujiGraph;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  // Arrows walk along links, Enter opens, M goes to the panel; others are told in the help.
  const keyboard = ({ surface, canvas, act, tools, selected, state }) => {
    surface.addEventListener("keydown", (event) => {
      const id = selected(), key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const does = {
        Enter: () => act.open(id), m: () => document.querySelector("#graph-details button")?.focus(),
        ContextMenu: () => document.querySelector("#graph-details button")?.focus(),
        Delete: () => act.hide(id), h: () => act.hide(id), c: () => act.close(id),
        o: () => act.only(state().only === id ? "" : id), Escape: () => { if (state().only) act.only(""); },
        "+": tools.in, "-": tools.out, 0: tools.all, Home: tools.start,
      };
      const run = ARROWS[event.key] ? () => {
        const to = canvas.towards(ARROWS[event.key]);
        if (to !== undefined) act.select(to, true);
      } : does[key];
      if (!run) return;
      event.preventDefault();
      run();
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, textarea, select");
      if (typing && typing.type !== "checkbox") return;
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) act.undo();
      else if (key === "y" || key === "z") act.redo();
      else return;
      event.preventDefault();
    });
  };

  // Names in the picture that contain the words: marked while typing, Enter goes from one to the next.
  const finding = (field, { says, tell, picture, canvas, select }) => {
    const plain = (text) => text.normalize("NFKC").toLowerCase();
    let at = -1;
    const found = () => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      return words.length ? picture().nodes.filter(({ name }) => words.every((word) => plain(name || "").includes(word))).map(({ id }) => id) : [];
    };
    field.addEventListener("input", () => {
      at = -1;
      const ids = found();
      canvas.mark(ids);
      tell(field.value.trim() ? fill(ids.length ? says.found_here : says.none_match, { n: ids.length }) : "");
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const ids = found();
      if (!ids.length) return;
      at = (at + 1) % ids.length;
      select(ids[at]);
    });
  };

  Object.assign(window.michisujiGraph, { keyboard, finding });
})();
