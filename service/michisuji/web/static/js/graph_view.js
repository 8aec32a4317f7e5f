// What of the known data is in the picture: nodes and links chosen by the state, as the service
// chooses them for its table (web/graph/collect.py).
"use strict";
(() => {
  // All that was read so far, by id; `take` adds what a source answers.
  const memory = () => {
    const known = { nodes: new Map(), edges: new Map(), steps: new Map(), chains: new Map(), capped: new Set(), figures: new Map(), told: new Set() };
    known.take = ({ nodes, edges, steps, chains, capped }) => {
      for (const node of nodes) known.nodes.set(node.id, node);
      for (const edge of edges) known.edges.set(edge.id, edge);
      for (const [id, found] of Object.entries(steps)) known.steps.set(id, found);
      for (const [id, links] of Object.entries(chains)) known.chains.set(id, links);
      for (const id of capped || []) known.capped.add(id);
    };
    // `told`: the ids whose figures, and those of their neighbours, are known.
    known.tell = (found) => { for (const [id, figures] of Object.entries(found)) known.figures.set(id, figures); };
    return known;
  };

  // A step's relation as the address names it; elements of a model are told apart by their kind.
  const keyOf = (known, [other, relation, inward]) => {
    if (!inward) return relation;
    return relation === "inModel" ? `-${relation}.${known.nodes.get(other)?.kind}` : `-${relation}`;
  };

  // The relations of a resource: key → ids in the order of the plan.
  const relationsOf = (known, id) => {
    const found = new Map();
    for (const step of known.steps.get(id) || []) {
      const key = keyOf(known, step);
      if (!found.has(key)) found.set(key, { key, relation: step[1], inward: step[2], others: new Set() });
      found.get(key).others.add(step[0]);
    }
    return [...found.values()].map((one) => ({ ...one, others: [...one.others] }));
  };
  const nameOf = (known, id) => known.nodes.get(id)?.name || "";
  const byName = (known, ids) => [...ids].sort((a, b) => nameOf(known, a).localeCompare(nameOf(known, b), "ja"));

  const chosen = (known, id, { pages, relations }, page) => {
    const every = [...new Set((known.steps.get(id) || []).map(([other]) => other))];
    const shown = new Set(every.slice(0, pages * page));
    for (const { key, others } of relations.size ? relationsOf(known, id) : []) {
      const asked = relations.get(key);
      if (!asked) continue;
      const ordered = asked.named ? byName(known, others) : others;
      for (const other of ordered.slice(0, asked.count ?? undefined)) shown.add(other);
    }
    return shown;
  };

  // An element that another shown one leads to, or an indicator that tells its element, needs no
  // line to its program as well.
  const dropRepeated = (links, kind) => {
    const all = [...links.values()];
    const owner = ({ target }) => ["program", "measure"].includes(kind(target));
    const reached = new Set(all.filter((l) => l.relation === "leadsTo").map((l) => l.target));
    const budgets = new Set(all.filter((l) => l.relation === "budgetRecord").map((l) => l.source));
    const told = new Set(all.filter((l) => l.relation === "indicates" && !owner(l)).map((l) => l.source));
    for (const [key, l] of [...links]) {
      if (l.relation === "inModel" && (reached.has(l.source) || budgets.has(l.source))) links.delete(key);
      if (l.relation === "indicates" && owner(l) && told.has(l.source)) links.delete(key);
    }
  };

  // state → { all, nodes, edges, left }: every node that has a place, those that are seen, their
  // links, and how many neighbours of each read resource are not in the picture.
  const picture = (state, known, page) => {
    const all = new Set();
    for (const [id, one] of state.open) {
      if (!known.steps.has(id) || !known.nodes.has(id)) continue;
      all.add(id);
      for (const other of chosen(known, id, one, page)) all.add(other);
    }
    for (const id of state.more) if (known.nodes.has(id)) all.add(id);
    const links = new Map();
    const link = (source, relation, target) => {
      const id = `${source} ${relation} ${target}`;
      if (known.edges.has(id)) links.set(id, { source, relation, target });
    };
    for (const id of state.open.keys()) {
      for (const [other, relation, inward] of known.steps.get(id) || []) {
        if (all.has(other) && all.has(id)) { if (inward) link(other, relation, id); else link(id, relation, other); }
      }
      for (const [from, to] of known.chains.get(id) || []) if (all.has(from) && all.has(to)) link(from, "leadsTo", to);
    }
    dropRepeated(links, (id) => known.nodes.get(id)?.kind);
    const edges = [...links.keys()].map((id) => known.edges.get(id));
    const gone = new Set(state.hidden);
    const off = new Set(state.off);
    let seen = [...all].filter((id) => !gone.has(id) && !off.has(known.nodes.get(id).kind));
    if (state.only && all.has(state.only)) {
      const near = new Set([state.only, ...edges.flatMap(({ from, to }) => (from === state.only ? [to] : to === state.only ? [from] : []))]);
      seen = seen.filter((id) => near.has(id));
    }
    const shown = new Set(seen);
    const left = new Map();
    for (const [id, steps] of known.steps) {
      if (shown.has(id)) left.set(id, new Set(steps.map(([other]) => other).filter((other) => !all.has(other))).size);
    }
    return {
      all: [...all].map((id) => known.nodes.get(id)), every: edges,
      nodes: seen.map((id) => known.nodes.get(id)),
      edges: edges.filter(({ from, to }) => shown.has(from) && shown.has(to)), left,
    };
  };

  Object.assign(window.michisujiGraph, { memory, relationsOf, byName, picture });
})();
