// The graph explorer on prepared data: gives graph.js what the service's /graph/expand answers, made
// out of data/graph.
"use strict";
(() => {
  const holder = document.getElementById("graph-data");
  if (!holder || typeof vis === "undefined" || !window.michisujiGraph) return;
  const about = JSON.parse(holder.textContent);
  const { says, relations, looks } = about;
  const kinds = new Map(about.kinds.map((kind) => [kind.key, kind]));
  const english = about.lang === "en";
  const element = (id) => document.getElementById(id);

  const node = (id, [key, ja, en, labelJa, labelEn, file]) => {
    const kind = kinds.get(key), name = english ? en : ja, label = english ? labelEn : labelJa;
    return {
      id, name, kind: key, group: key, shape: "box", href: file,
      label: `${kind.sign} ${kind.name}\n${label || name || says.no_name}`,
    };
  };
  const edge = (source, relation, target) => ({
    ...(looks[relation] || looks.other), id: `${source} ${relation} ${target}`, from: source, to: target,
    name: (relations[relation] || [relation])[0], arrows: "to",
  });

  const part = async (id) => {
    const { shards } = await michisuji.load("graph/about");
    return michisuji.load(`graph/g${michisuji.shard(id, shards)}`);
  };
  // All figures of a file: those of a resource and its neighbours are among them.
  const figures = async (id) => Object.fromEntries(Object.entries((await part(id)).figures).map(([one, own]) => [
    one, Object.fromEntries(Object.entries(own).map(([key, [step, ja, en]]) => [key, [step, english ? en : ja]])),
  ]));
  const source = async (id) => {
    const found = await part(id);
    const steps = found.steps[id];
    if (!steps) return { nodes: [], edges: [], steps: { [id]: [] }, chains: {} };
    const near = [...new Set([id, ...steps.map(([other]) => other)])];
    const chains = found.chains[id] || [];
    return {
      nodes: near.map((one) => node(one, found.nodes[one])),
      edges: [
        ...steps.map(([other, relation, inward]) => (inward ? edge(other, relation, id) : edge(id, relation, other))),
        ...chains.map(([from, to]) => edge(from, "leadsTo", to)),
      ],
      steps: { [id]: steps }, chains: { [id]: chains },
    };
  };

  const begin = async () => {
    const asked = new URLSearchParams(location.hash.slice(1)).get("node");
    if (!asked) return;
    element("graph-begin").hidden = true;
    element("graph-site").hidden = false;
    if (await window.michisujiGraph.start(about, source, { whole: true, figures })) return;
    element("graph-site").hidden = true;
    element("graph-begin").hidden = false;
    element("graph-unknown").hidden = false;
  };
  addEventListener("hashchange", () => {
    if (element("graph-site").hidden) location.reload();
  });
  begin();
})();
