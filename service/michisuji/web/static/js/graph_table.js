// The legend, which filters by kind, and the table that says what the picture shows. Text is set
// with textContent only; nothing from the data is ever read as HTML.
"use strict";
(() => {
  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const button = (text, attributes, run) => {
    const made = make("button", text, { type: "button", ...attributes });
    made.addEventListener("click", run);
    return made;
  };

  const legend = (set, about, picture, state, change) => {
    const counts = new Map();
    for (const { kind } of picture.all) counts.set(kind, (counts.get(kind) || 0) + 1);
    const shown = about.kinds.filter(({ key }) => counts.has(key));
    const labels = shown.map((kind) => {
      const label = make("label");
      const box = make("input", "", { type: "checkbox", value: kind.key });
      box.checked = !state.off.includes(kind.key);
      box.addEventListener("change", () => change(kind.key, box.checked));
      const sign = make("span", kind.sign, { class: "graph-sign", "aria-hidden": "true" });
      Object.assign(sign.style, { background: kind.fill, borderColor: kind.ink, color: kind.ink });
      label.append(box, sign, make("span", `${kind.name} (${counts.get(kind.key)})`));
      return label;
    });
    const focused = set.contains(document.activeElement) && document.activeElement.value;
    set.replaceChildren(set.querySelector("legend"), ...labels);
    if (focused) set.querySelector(`input[value="${focused}"]`)?.focus();
  };

  const action = (node, { says, picture, state, open }) => {
    const left = picture.left.get(node.id);
    if (left === 0) return says.all_open;
    const text = left && state.open.has(node.id) ? fill(says.more, { n: left }) : says.expand;
    return button(text, { class: "graph-act" }, () => open(node.id));
  };

  // `where`: the table's body; `context`: words, picture, state, and `open(id)`.
  const table = (where, context) => {
    const { says, about, picture } = context;
    const kinds = new Map(about.kinds.map((kind) => [kind.key, kind]));
    const known = new Map(picture.nodes.map((node) => [node.id, node]));
    const links = new Map();
    for (const edge of picture.edges) links.set(edge.from, [...(links.get(edge.from) || []), edge]);
    const anchor = (node) => make("a", node.name || says.no_name, { href: node.href });
    where.replaceChildren(...picture.nodes.map((node) => {
      const row = make("tr");
      const kind = kinds.get(node.kind);
      const cell = make("td");
      cell.append(make("span", kind.sign, { "aria-hidden": "true" }), " ", kind.name);
      const figure = context.colouring.told(node.id);
      if (figure) cell.append(make("br"), figure);
      const name = make("th", "", { scope: "row" });
      name.append(anchor(node));
      const to = make("td");
      const list = make("ul");
      for (const edge of links.get(node.id) || []) {
        const item = make("li", `${edge.name} → `);
        item.append(anchor(known.get(edge.to)));
        list.append(item);
      }
      if (list.childElementCount) to.append(list);
      const act = make("td");
      act.append(action(node, context));
      row.append(cell, name, to, act);
      row.dataset.node = node.id;
      return row;
    }));
  };

  Object.assign(window.michisujiGraph, { make, fill, button, legend, table });
})();
