// The graph explorer: draws what there is (laid out by graph_layout.js), opens more of it, keeps the address in step.
// Text is set with textContent only; nothing from the data is ever read as HTML.
"use strict";
// `grow(id, opened)` resolves with the picture in which `id` is opened as well: here the service
// answers it, on the static site prepared data do (publication/site/assets/explorer.js).
window.michisujiGraph = (graph, grow) => {
  const { says, limit } = graph;
  const $ = (id) => document.getElementById(id);
  const canvas = $("graph-canvas");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const hiddenKinds = new Set();
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  let selected = null;
  let busy = false;

  $("graph-view").hidden = false;
  const network = new vis.Network(canvas, { nodes, edges }, graph.options);
  const surface = canvas.querySelector(".vis-network");
  if (surface) {
    surface.tabIndex = 0;
    surface.setAttribute("role", "application");
    surface.setAttribute("aria-label", says.picture);
    surface.setAttribute("aria-describedby", "graph-help");
  }

  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const kindOf = (key) => graph.kinds.find((kind) => kind.key === key) || { name: "", sign: "" };
  const nodeOf = (id) => graph.nodes.find((node) => node.id === id);
  const tell = (...parts) => { $("graph-status").textContent = parts.filter(Boolean).join(" "); };
  const shownCount = () => fill(says.count, { nodes: graph.nodes.filter((n) => !hiddenKinds.has(n.kind)).length });

  // --- picture -----------------------------------------------------------------------------
  const put = () => {
    const at = window.michisujiLayout(graph);
    const visible = graph.nodes.map((node) => ({ ...node, ...at.get(node.id), hidden: hiddenKinds.has(node.kind) }));
    const lost = nodes.getIds().filter((id) => !visible.some((node) => node.id === id));
    nodes.remove(lost);
    nodes.update(visible);
    const kept = new Set(graph.edges.map((edge) => edge.id));
    edges.remove(edges.getIds().filter((id) => !kept.has(id)));
    edges.update(graph.edges);
  };

  // Fit these nodes, but never so small that labels (15 units) fall below 11 pixels.
  const frame = (ids, animate = true, least = 0.74) => {
    const boxes = ids.filter((id) => nodes.get(id) && !nodes.get(id).hidden).map((id) => network.getBoundingBox(id));
    if (!boxes.length) return;
    const left = Math.min(...boxes.map((b) => b.left)), right = Math.max(...boxes.map((b) => b.right));
    const top = Math.min(...boxes.map((b) => b.top)), bottom = Math.max(...boxes.map((b) => b.bottom));
    const wide = canvas.clientWidth / (right - left + 40), tall = canvas.clientHeight / (bottom - top + 40);
    const scale = Math.min(1.15, Math.max(least, Math.min(wide, tall)));
    // Where they do not all fit, the first of them (the one in question) stays in the middle.
    const first = network.getPosition(ids[0]);
    const clamp = (at, low, high, room) => (high - low + 40 <= room ? (low + high) / 2
      : Math.min(Math.max(at, low - 20 + room / 2), high + 20 - room / 2));
    const position = {
      x: clamp(first.x, left, right, canvas.clientWidth / scale),
      y: clamp(first.y, top, bottom, canvas.clientHeight / scale),
    };
    network.moveTo({ position, scale, animation: animate && !still ? { duration: 300 } : false });
  };
  const around = (id) => [id, ...network.getConnectedNodes(id)];

  // --- details -----------------------------------------------------------------------------
  const neighboursOf = (id) => {
    if (graph.openings[id]) return graph.openings[id].neighbours;
    return graph.edges.filter((e) => e.from === id || e.to === id)
      .map((e) => (e.from === id ? { id: e.to, relation: e.name + " →" } : { id: e.from, relation: "← " + e.name }));
  };
  const expandButton = (id) => {
    const opening = graph.openings[id];
    if (opening && opening.left <= 0) return null;
    const button = make("button", opening ? fill(says.more, { n: opening.left }) : says.expand, { type: "button" });
    button.addEventListener("click", () => open(id, true));
    return button;
  };
  const details = (id) => {
    const node = nodeOf(id);
    const box = $("graph-details");
    if (!node) { box.replaceChildren(make("p", says.details_none)); return; }
    const kind = kindOf(node.kind);
    const parts = [
      make("p", `${kind.sign} ${kind.name}${hiddenKinds.has(node.kind) ? says.hidden : ""}`),
      make("p", node.name || says.no_name, { class: "graph-name" }),
    ];
    const actions = make("div", "", { class: "graph-do" });
    const button = expandButton(id);
    if (button) actions.append(button);
    actions.append(make("a", says.page, { href: node.href }), make("a", says.start_here, { href: node.start }));
    parts.push(actions);
    if (graph.openings[id]) parts.push(make("p", graph.openings[id].told));
    const near = neighboursOf(id);
    parts.push(make("h3", says.neighbours));
    if (!near.length) parts.push(make("p", says.no_links));
    const list = make("ul");
    for (const { id: other, relation } of near) {
      const target = nodeOf(other);
      if (!target) continue;
      const choose = make("button", "", { type: "button" });
      choose.append(make("span", relation, { class: "graph-relation" }),
        `${kindOf(target.kind).sign} ${target.name || says.no_name}`);
      choose.addEventListener("click", () => { select(other, true); $("graph-details-title").focus(); });
      const item = make("li");
      item.append(choose);
      list.append(item);
    }
    parts.push(list);
    box.replaceChildren(...parts);
  };
  const select = (id, move = false) => {
    selected = id;
    network.selectNodes([id]);
    if (move) frame(around(id));
    details(id);
  };

  // --- table and legend ------------------------------------------------------------------------
  const link = (node) => make("a", node.name || says.no_name, { href: node.href });
  const table = () => {
    const rows = graph.nodes.filter((node) => !hiddenKinds.has(node.kind)).map((node) => {
      const row = make("tr");
      const kind = kindOf(node.kind);
      const name = make("th", "", { scope: "row" });
      name.append(link(node));
      const links = make("td");
      const list = make("ul");
      for (const edge of graph.edges.filter((e) => e.from === node.id)) {
        const target = nodeOf(edge.to);
        if (!target || hiddenKinds.has(target.kind)) continue;
        const item = make("li", `${edge.name} → `);
        item.append(link(target));
        list.append(item);
      }
      if (list.childElementCount) links.append(list);
      const action = make("td");
      const opening = graph.openings[node.id];
      if (opening && opening.left <= 0) action.textContent = opening.told;
      else {
        const text = opening ? fill(says.more, { n: opening.left }) : says.expand;
        const anchor = make("a", text, { href: node.start, class: "graph-act", role: "button" });
        const run = (event) => { event.preventDefault(); open(node.id, false); };
        anchor.addEventListener("click", run);
        anchor.addEventListener("keydown", (event) => { if (event.key === " ") run(event); });
        action.append(anchor);
      }
      const kindCell = make("td");
      kindCell.append(make("span", kind.sign, { "aria-hidden": "true" }), " ", kind.name);
      row.append(kindCell, name, links, action);
      row.dataset.node = node.id;
      return row;
    });
    $("graph-rows").replaceChildren(...rows);
  };
  const legend = () => {
    const set = $("graph-kinds");
    const labels = graph.kinds.map((kind) => {
      const label = make("label");
      const box = make("input", "", { type: "checkbox", value: kind.key });
      box.checked = !hiddenKinds.has(kind.key);
      box.addEventListener("change", () => {
        hiddenKinds[box.checked ? "delete" : "add"](kind.key);
        put();
        table();
        if (selected) details(selected);
        tell(shownCount());
      });
      const sign = make("span", kind.sign, { class: "graph-sign", "aria-hidden": "true" });
      Object.assign(sign.style, { background: kind.fill, borderColor: kind.ink, color: kind.ink });
      label.append(box, sign, make("span", `${kind.name} (${kind.count})`));
      return label;
    });
    set.replaceChildren(set.querySelector("legend"), ...labels);
  };

  // --- opening more --------------------------------------------------------------------------
  const open = async (id, fromPanel) => {
    const opening = graph.openings[id];
    if (busy || (opening && opening.left <= 0)) return;
    if (!opening && graph.opened.length >= limit) { tell(fill(says.too_many, { n: limit })); return; }
    busy = true;
    canvas.setAttribute("aria-busy", "true");
    const before = new Set(graph.nodes.map((node) => node.id));
    try {
      graph = await grow(id, graph.opened);
    } catch {
      tell(says.failed);
      return;
    } finally {
      busy = false;
      canvas.removeAttribute("aria-busy");
    }
    put();
    legend();
    table();
    history.replaceState(null, "", graph.permalink);
    $("graph-permalink").href = graph.permalink;
    const added = graph.nodes.filter((node) => !before.has(node.id)).length;
    tell(added ? fill(says.added, { n: added }) : says.none_added, shownCount());
    select(id, true);
    if (fromPanel) {
      const next = $("graph-details").querySelector("button");
      (next || $("graph-details-title")).focus();
    } else {
      const row = [...$("graph-rows").rows].find((r) => r.dataset.node === id);
      if (row && document.activeElement === document.body) row.querySelector("th a").focus();
    }
  };

  // --- wiring --------------------------------------------------------------------------------
  network.on("click", ({ nodes: hit }) => {
    if (!hit.length) return;
    if (graph.openings[hit[0]]) select(hit[0]);
    else { select(hit[0]); open(hit[0], true); }
  });
  // A link's name shows while the reader points at it or has chosen it.
  const nameLink = (id, on) => { const edge = edges.get(id); if (edge) edges.update({ id, label: on ? edge.name : undefined }); };
  network.on("hoverEdge", ({ edge }) => nameLink(edge, true));
  network.on("blurEdge", ({ edge }) => nameLink(edge, false));
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      const what = button.dataset.zoom;
      const all = [graph.start, ...nodes.getIds()];
      if (what === "all") frame(all, true, 0.05);
      else if (what === "start") select(graph.start, true);
      else network.moveTo({ scale: network.getScale() * (what === "in" ? 1.25 : 0.8), animation: !still && { duration: 150 } });
    });
  }
  $("graph-details-title").tabIndex = -1;
  put();
  legend();
  table();
  frame([graph.start, ...nodes.getIds()], false);
  select(graph.start);
};
(() => {
  const holder = document.getElementById("graph-data");
  if (!holder || holder.dataset.prepared || typeof vis === "undefined") return;
  const first = JSON.parse(holder.textContent);
  window.michisujiGraph(first, async (id, opened) => {
    const query = new URLSearchParams({ node: id, lang: first.lang });
    for (const one of opened) query.append("open", one);
    const answer = await fetch(`${first.expand}?${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  });
})();
