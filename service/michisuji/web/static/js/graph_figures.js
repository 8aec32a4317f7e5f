// Colours nodes by a figure (budget, findings, achievement), which is written on them as well.
"use strict";
(() => {
  const { make } = window.michisujiGraph;

  // `state`: gives the present state, whose `by` names the figure; '' colours by kind.
  const colouring = (about, known, state) => {
    const one = () => about.scales.find(({ key }) => key === state().by);
    const figure = (id) => known.figures.get(id)?.[state().by];
    const stepOf = (id) => one().steps.find(({ key }) => key === (figure(id)?.[0] || "none"));
    const badge = (id) => (one() && figure(id)?.[1]) || "";
    return {
      badge,
      told: (id) => (badge(id) ? `${one().name}: ${badge(id)}` : ""),
      wanted: () => (one() ? [...state().open.keys()].filter((id) => !known.told.has(id)) : []),
      // As vis-network wants it; without a figure the kind's own look, to undo an earlier one.
      look: (node) => {
        const { color } = about.options.groups[node.kind];
        if (!one()) return { label: node.label, color };
        const [head, ...rest] = node.label.split("\n"), background = stepOf(node.id).fill;
        // A selected node keeps its step; its border tells that it is selected.
        const kept = (look) => ({ ...look, background });
        return {
          label: [head, badge(node.id), ...rest].filter(Boolean).join("\n"),
          color: { ...kept(color), highlight: kept(color.highlight), hover: kept(color.hover) },
        };
      },
      steps: () => (one() ? one().steps.map((step) => ({ ...step, sign: "", name: `${one().name}: ${step.name}` })) : []),
      legend: (box) => {
        box.hidden = !one();
        if (!one()) return;
        box.replaceChildren(make("strong", one().name), ...one().steps.map((step) => {
          const item = make("span", "");
          const swatch = make("i", "", { "aria-hidden": "true" });
          swatch.style.background = step.fill;
          item.append(swatch, step.name);
          return item;
        }), make("span", one().note));
      },
    };
  };

  Object.assign(window.michisujiGraph, { colouring });
})();
