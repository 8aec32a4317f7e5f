// The graph explorer on prepared data: makes what the live service answers (web/graph: collect.py,
// place.py, network.py, payload.py), out of data/graph, and hands it to graph.js.
"use strict";
(() => {
  const holder = document.getElementById("graph-data");
  if (!holder || typeof vis === "undefined" || !window.michisujiGraph) return;
  const about = JSON.parse(holder.textContent);
  const { says, lang, relations, options, page: PAGE, limit } = about;
  const kinds = new Map(about.kinds.map((kind) => [kind.key, kind]));
  const english = lang === "en";
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const WIDTH = 210, HEIGHT = 92, GAP_X = 84, GAP_Y = 18, TALL = 10, TURNS = 5, ASIDE = 3;
  const UPWARDS = new Set(["partOf", "serves", "indicates", "unitOf", "adoptedFrom", "wasRevisionOf"]);
  const DASHED = new Set(["leadUnit", "relatedUnit", "practicedBy", "evaluatedBy"]);

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

  // --- where it stands -----------------------------------------------------------------------
  const columnsOf = (view) => {
    const ids = [...view.nodes.keys()];
    const column = (id) => view.nodes.get(id).kind.column;
    const below = [...view.links.values()]
      .filter((l) => l.source !== l.target && column(l.source) === column(l.target))
      .map((l) => (UPWARDS.has(l.relation) ? [l.target, l.source] : [l.source, l.target]));
    const depth = new Map(ids.map((id) => [id, 0]));
    for (let turn = 0, moved = true; turn < 8 && moved; turn++) {
      moved = false;
      for (const [upper, lower] of below) {
        if (depth.get(lower) <= depth.get(upper) && depth.get(upper) < 8) {
          depth.set(lower, depth.get(upper) + 1);
          moved = true;
        }
      }
    }
    const groups = new Map();
    for (const id of ids) {
      const place = column(id) * 100 + depth.get(id);
      groups.set(place, [...(groups.get(place) || []), id]);
    }
    return [...groups].sort((a, b) => a[0] - b[0]).map(([, members]) => members);
  };
  const split = (column) => {
    const count = Math.ceil(column.length / TALL);
    return Array.from({ length: count }, (_, i) => ({
      ids: column.filter((__, at) => at % count === i),
      shift: (HEIGHT + GAP_Y) / 2 * (i % 2),
      gap: i + 1 < count ? GAP_Y : GAP_X,
    }));
  };
  // Nearest to what is wanted, a step apart at least: isotonic regression.
  const fit = (wanted, step) => {
    const blocks = [];
    wanted.forEach((want, i) => {
      blocks.push([want - i * step, 1]);
      while (blocks.length > 1 && blocks.at(-2)[0] >= blocks.at(-1)[0]) {
        const [mean, count] = blocks.pop();
        const last = blocks.at(-1);
        last[0] = (last[0] * last[1] + mean * count) / (last[1] + count);
        last[1] += count;
      }
    });
    return blocks.flatMap(([mean, count]) => Array(count).fill(mean)).map((mean, i) => mean + i * step);
  };
  const positions = (view, start) => {
    const around = new Map([...view.nodes.keys()].map((id) => [id, []]));
    for (const { source, target } of view.links.values()) {
      if (source !== target) { around.get(source).push(target); around.get(target).push(source); }
    }
    const parts = columnsOf(view).flatMap(split);
    const heights = new Map();
    for (let turn = 0; turn < TURNS; turn++) {
      for (const one of turn % 2 ? [...parts].reverse() : parts) {
        const wanted = new Map(one.ids.map((id) => {
          const near = around.get(id).filter((n) => heights.has(n)).map((n) => heights.get(n));
          return [id, near.length ? near.reduce((a, b) => a + b, 0) / near.length : 0];
        }));
        one.ids.sort((a, b) => wanted.get(a) - wanted.get(b));
        const ys = fit(one.ids.map((id) => wanted.get(id)), HEIGHT + GAP_Y);
        one.ids.forEach((id, i) => heights.set(id, ys[i] + one.shift));
      }
    }
    if (view.nodes.get(start).kind.column !== ASIDE) stepAside(view, parts, heights);
    const placed = new Map();
    let x = 0;
    for (const { ids, gap } of parts) {
      for (const id of ids) placed.set(id, [x, heights.get(id)]);
      x += WIDTH + gap;
    }
    const [x0, y0] = placed.get(start);
    const round = (value) => Math.round(value * 10) / 10;
    return new Map([...placed].map(([id, [px, py]]) => [id, [round(px - x0), round(py - y0)]]));
  };
  // Units go above, evaluations and practices below the lines from measures to programs.
  const stepAside = (view, parts, heights) => {
    const ids = [...view.nodes.keys()];
    const column = (id) => view.nodes.get(id).kind.column;
    const left = ids.filter((id) => column(id) < ASIDE), right = ids.filter((id) => column(id) > ASIDE);
    if (!left.length || !right.length) return;
    const all = [...left, ...right].map((id) => heights.get(id));
    const top = Math.min(...all), bottom = Math.max(...all), step = HEIGHT + GAP_Y;
    for (const { ids: members } of parts) {
      if (column(members[0]) !== ASIDE) continue;
      const above = members.filter((id) => ["unit", "goal"].includes(view.nodes.get(id).kind.key));
      const below = members.filter((id) => !above.includes(id));
      [...above].reverse().forEach((id, i) => heights.set(id, top - step * (i + 1)));
      below.forEach((id, i) => heights.set(id, bottom + step * (i + 1)));
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
    const at = positions(view, start);
    const counts = new Map();
    for (const { kind } of view.nodes.values()) counts.set(kind.key, (counts.get(kind.key) || 0) + 1);
    const kept = opened.filter(({ id }) => view.openings.has(id));
    return {
      nodes: [...view.nodes.values()].map(({ id, kind, name, file, label }) => ({
        id, label: `${kind.sign} ${kind.name}\n${label || name || says.no_name}`, name, kind: kind.key, shape: "box",
        x: at.get(id)[0], y: at.get(id)[1], opened: view.openings.has(id), borderWidth: view.openings.has(id) ? 3 : 1.5,
        color: { background: kind.fill, border: kind.ink, highlight: { background: "#ffffff", border: "#0017c1" }, hover: { background: "#ffffff", border: kind.ink } },
        shapeProperties: { borderRadius: kind.radius, borderDashes: kind.dashes || false },
        margin: 9, widthConstraint: { minimum: 196, maximum: 208 }, href: file, start: address([{ id, pages: 1 }]),
      })),
      edges: [...view.links].map(([id, { source, relation, target }]) => ({
        id, from: source, to: target, name: nameOf(relation, 0), arrows: "to", width: relation === "leadsTo" ? 2.4 : 1.2,
        dashes: DASHED.has(relation), color: relation === "leadsTo" ? "#3d3d3d" : "#8a8a8f",
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
