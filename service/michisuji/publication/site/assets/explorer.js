// The graph explorer on prepared data: makes what the live service answers (web/graph: collect.py,
// network.py, payload.py) out of data/graph, and hands it to graph.js.
"use strict";
(() => {
  const holder = document.getElementById("graph-data");
  if (!holder || typeof vis === "undefined" || !window.michisujiGraph) return;
  const about = JSON.parse(holder.textContent);
  const { says, lang, relations, looks, options, page: PAGE, limit } = about;
  const kinds = new Map(about.kinds.map((kind) => [kind.key, kind]));
  const english = lang === "en";
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

  // --- what is shown -------------------------------------------------------------------------
  const known = new Map();
  const part = async (id) => {
    const { shards } = await michisuji.load("graph/about");
    const found = await michisuji.load(`graph/g${michisuji.shard(id, shards)}`);
    for (const [one, node] of Object.entries(found.nodes)) known.set(one, node);
    return found;
  };
  const node = (id) => {
    const [kind, ja, en, labelJa, labelEn, file] = known.get(id);
    return { id, kind: kinds.get(kind), name: english ? en : ja, file, label: english ? labelEn : labelJa };
  };

  const look = async (opened) => {
    const view = { nodes: new Map(), links: new Map(), openings: new Map(), lost: 0 };
    const link = (source, relation, target) => view.links.set(`${source} ${relation} ${target}`, { source, relation, target });
    for (const { id, pages } of opened) {
      const found = await part(id);
      if (!found.steps[id]) { view.lost += 1; continue; }
      if (!view.nodes.has(id)) view.nodes.set(id, node(id));
      const others = [...new Set(found.steps[id].map(([other]) => other))];
      const shown = new Set(others.slice(0, pages * PAGE));
      const steps = found.steps[id].filter(([other]) => shown.has(other));
      view.openings.set(id, { pages, steps, total: others.length, shown: shown.size });
      for (const [other, relation, inward] of steps) {
        if (!view.nodes.has(other)) view.nodes.set(other, node(other));
        if (inward) link(other, relation, id); else link(id, relation, other);
      }
      for (const [from, to] of found.chains[id] || []) {
        if (view.nodes.has(from) && view.nodes.has(to)) link(from, "leadsTo", to);
      }
    }
    dropRepeated(view);
    return view;
  };

  // An element that another shown element leads to needs no line to its program as well.
  const dropRepeated = ({ links }) => {
    const all = [...links.values()];
    const reached = new Set(all.filter((l) => l.relation === "leadsTo").map((l) => l.target));
    const budgets = new Set(all.filter((l) => l.relation === "budgetOf").map((l) => `${l.source} ${l.target}`));
    for (const [key, l] of [...links]) {
      if (l.relation === "inModel" && (reached.has(l.source) || budgets.has(`${l.source} ${l.target}`))) links.delete(key);
    }
  };

  // --- what graph.js draws -------------------------------------------------------------------
  const nameOf = (relation, inward) => (relations[relation] || [relation, relation])[inward];
  const address = (opened) => {
    const told = opened.map(({ id, pages }) => (pages > 1 ? `${id}:${pages}` : id)).map((one) => encodeURI(one).replace(/[#&+]/g, encodeURIComponent));
    const [first, ...others] = told;
    return `#node=${encodeURI(opened[0].id)}` + others.map((one) => `&open=${one}`).join("") + (opened[0].pages > 1 ? `&open=${first}` : "");
  };
  const opening = ({ steps, total, shown }) => {
    const related = new Map();
    for (const [other, relation, inward] of steps) {
      related.set(other, (related.get(other) || new Set()).add(nameOf(relation, inward)));
    }
    return {
      total, shown, left: total - shown,
      told: total === shown ? fill(says.all_shown, { n: total }) : fill(says.shown_of, { total, shown }),
      neighbours: [...related].map(([id, names]) => ({ id, relation: [...names].join("・") })),
    };
  };
  const payload = async (opened) => {
    const view = await look(opened);
    if (!view.openings.size) return null;
    const start = view.openings.keys().next().value;
    const counts = new Map();
    for (const { kind } of view.nodes.values()) counts.set(kind.key, (counts.get(kind.key) || 0) + 1);
    const kept = opened.filter(({ id }) => view.openings.has(id));
    return {
      nodes: [...view.nodes.values()].map(({ id, kind, name, file, label }) => ({
        ...kind.look, id, label: `${kind.sign} ${kind.name}\n${label || name || says.no_name}`, name, kind: kind.key,
        opened: view.openings.has(id), borderWidth: view.openings.has(id) ? 3 : 1.5, href: file, start: address([{ id, pages: 1 }]),
      })),
      edges: [...view.links].map(([id, { source, relation, target }]) => ({
        ...(looks[relation] || looks.other), id, from: source, to: target, name: nameOf(relation, 0), arrows: "to",
      })),
      options, start, says, lang, limit, opened: kept, lost: view.lost, permalink: address(kept),
      openings: Object.fromEntries([...view.openings].map(([id, one]) => [id, opening(one)])),
      kinds: about.kinds.filter(({ key }) => counts.has(key)).map((kind) => ({ ...kind, count: counts.get(kind.key) })),
    };
  };

  // --- beginning, and opening more -----------------------------------------------------------
  const parse = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    const found = new Map();
    for (const value of [asked.get("node") || "", ...asked.getAll("open")]) {
      const match = /^(?:id\/)?(.+?)(?::([1-9][0-9]?))?$/.exec(value.trim());
      if (!match) continue;
      const pages = Math.min(Number(match[2] || 1), 60);
      found.set(match[1], Math.max(pages, found.get(match[1]) || 0));
    }
    return [...found].map(([id, pages]) => ({ id, pages })).slice(0, limit);
  };
  const grow = (id, opened) => {
    const more = opened.some((one) => one.id === id)
      ? opened.map((one) => (one.id === id ? { id, pages: one.pages + 1 } : one))
      : [...opened, { id, pages: 1 }];
    return payload(more);
  };
  const begin = async () => {
    const opened = parse();
    if (!opened.length) return;
    const graph = await payload(opened).catch(() => null);
    if (!graph) { document.getElementById("graph-unknown").hidden = false; return; }
    document.getElementById("graph-begin").hidden = true;
    document.getElementById("graph-site").hidden = false;
    const lost = graph.lost ? fill(says.lost, { n: graph.lost }) : "";
    document.getElementById("graph-status").textContent = `${fill(says.count, { nodes: graph.nodes.length })} ${lost}`.trim();
    window.michisujiGraph(graph, grow);
  };
  window.addEventListener("hashchange", () => location.reload());
  begin();
})();
