// The panel beside the canvas: the selected node, what can be done with it, and its relations with
// their counts, each opened whole, by its first n, or one by one.
"use strict";
(() => {
  const { make, fill, button, byName, relationsOf } = window.michisujiGraph;
  const LISTED = 200;

  const relationName = (about, { relation, inward, key }) => {
    const name = (about.relations[relation] || [relation, relation])[inward];
    const kind = about.kinds.find((one) => one.key === key.split(".")[1]);
    return kind ? `${name}: ${kind.name}` : name;
  };

  // A member of a relation: select it, or bring it into the picture; and hide it.
  const member = (id, { known, about, says, shown, act }) => {
    const node = known.nodes.get(id);
    const kind = about.kinds.find((one) => one.key === node.kind);
    const name = node.name || says.no_name;
    const item = make("li", "", shown.has(id) ? {} : { class: "graph-out" });
    const choose = button(`${kind.sign} ${name}`, { class: "graph-choose" }, () => (shown.has(id) ? act.select(id, true) : act.reveal(id)));
    if (!shown.has(id)) choose.prepend(make("span", "+ ", { "aria-hidden": "true" }));
    item.append(choose);
    if (shown.has(id)) item.append(button("×", { class: "graph-hide", "aria-label": fill(says.hide_one, { name }) }, () => act.hide(id)));
    return item;
  };

  const members = (others, context) => {
    const { says, known } = context;
    const box = make("div");
    const list = make("ul");
    const show = (words) => {
      const wanted = words.normalize("NFKC").toLowerCase();
      const found = others.filter((id) => known.nodes.get(id).name.normalize("NFKC").toLowerCase().includes(wanted));
      list.replaceChildren(...found.slice(0, LISTED).map((id) => member(id, context)));
      if (found.length > LISTED) list.append(make("li", fill(says.others, { n: found.length - LISTED })));
      if (!found.length) list.append(make("li", says.none_match));
    };
    if (others.length > 8) {
      const field = make("input", "", { type: "search", "aria-label": says.filter, placeholder: says.filter });
      field.addEventListener("input", () => show(field.value));
      box.append(field);
    }
    show("");
    box.append(list);
    return box;
  };

  // Opening the first n of a long relation.
  const firstOnes = (id, key, others, { says, act }) => {
    const box = make("div", "", { class: "graph-do" });
    const label = make("label", says.first);
    const count = make("input", "", { type: "number", min: "1", max: String(others.length), value: String(Math.min(20, others.length)) });
    label.append(count);
    const run = (named) => act.relation(id, key, { count: Math.max(1, Math.min(Number(count.value) || 20, others.length)), named });
    box.append(label, button(says.in_order, {}, () => run(false)), button(says.by_name, {}, () => run(true)));
    return box;
  };

  const relation = (id, one, context) => {
    const { about, says, state, shown, expanded, act } = context;
    const name = relationName(about, one);
    const inside = one.others.filter((other) => shown.has(other)).length;
    const box = make("details", "", { class: "graph-relation" });
    box.dataset.key = one.key;
    box.open = expanded.has(one.key);
    const told = inside === one.others.length ? `${one.others.length}` : `${inside} / ${one.others.length}`;
    const title = make("summary", `${name} `);
    title.append(make("span", told, { class: "graph-count" }));
    const actions = make("div", "", { class: "graph-do" });
    if (inside < one.others.length) actions.append(button(says.open_all, { "aria-label": `${name}: ${says.open_all}` }, () => act.relation(id, one.key, { count: null, named: false })));
    actions.append(button(says.alone, { class: "graph-alone", "aria-label": `${name}: ${says.alone}` }, () => act.alone(id, one.key)));
    if (state.open.get(id)?.relations.has(one.key)) actions.append(button(says.close, { "aria-label": `${name}: ${says.close}` }, () => act.relation(id, one.key, null)));
    const inner = make("div");
    const unfold = () => {
      if (!box.open || inner.childElementCount) return;
      if (one.others.length > about.page) inner.append(firstOnes(id, one.key, one.others, context));
      inner.append(members(state.open.get(id)?.relations.get(one.key)?.named ? byName(context.known, one.others) : one.others, context));
    };
    box.addEventListener("toggle", () => { expanded[box.open ? "add" : "delete"](one.key); unfold(); });
    box.append(title, inner);
    unfold();
    const item = make("div", "", { class: "graph-relation-box" });
    item.append(box, actions);
    return item;
  };

  // The ways from the node that is their start to this one; the explorer's start until another is chosen.
  const ways = (id, { about, says, known, from, act }) => {
    const other = id !== from && known.nodes.has(from);
    const asked = new URLSearchParams(other ? { from, to: id } : { from: id });
    if (about.lang === "en") asked.set("lang", "en");
    const text = other ? fill(says.ways_to, { name: known.nodes.get(from).name || says.no_name }) : says.ways_from;
    const link = make("a", text, { href: `${about.paths}?${asked}`, id: "graph-path" });
    return other ? [link, button(says.ways_begin, { id: "graph-path-from" }, () => act.waysFrom(id))] : [link];
  };

  // `where`: the panel's body. `context`: about, says, known, state, picture, shown (ids), expanded
  // (keys of unfolded relations), act (what the buttons do).
  const panel = (where, id, context) => {
    const { about, says, known, state, picture, shown, act } = context;
    const node = known.nodes.get(id);
    if (!node) { where.replaceChildren(make("p", says.details_none)); return; }
    const kind = about.kinds.find((one) => one.key === node.kind);
    const actions = make("div", "", { class: "graph-do", role: "group", "aria-label": says.action });
    const left = picture.left.get(id);
    if (left !== 0) actions.append(button(left && state.open.has(id) ? fill(says.more, { n: left }) : says.expand, { class: "graph-open" }, () => act.open(id)));
    if (state.open.has(id)) actions.append(button(says.collapse, {}, () => act.close(id)));
    if (shown.has(id)) {
      actions.append(button(says.hide, {}, () => act.hide(id)));
      actions.append(state.only === id ? button(says.everything, {}, () => act.only("")) : button(says.only, {}, () => act.only(id)));
    }
    const links = make("p", "", { class: "graph-do" });
    links.append(make("a", says.page, { href: node.href }), make("a", says.start_here, { href: act.startAt(id) }));
    if (about.paths) links.append(...ways(id, context));
    const figure = context.colouring.told(id);
    const parts = [
      make("p", `${kind.sign} ${kind.name}${shown.has(id) ? "" : says.hidden}`),
      make("p", node.name || says.no_name, { class: "graph-name" }), ...(figure ? [make("p", figure)] : []), actions, links,
      make("h3", says.neighbours),
    ];
    const relations = relationsOf(known, id);
    if (!known.steps.has(id)) parts.push(make("p", says.loading));
    else if (!relations.length) parts.push(make("p", says.no_links));
    if (known.capped.has(id)) parts.push(make("p", fill(says.capped, { n: new Set(known.steps.get(id).map(([other]) => other)).size })));
    parts.push(...relations.map((one) => relation(id, one, context)));
    where.replaceChildren(...parts);
  };

  Object.assign(window.michisujiGraph, { panel });
})();
