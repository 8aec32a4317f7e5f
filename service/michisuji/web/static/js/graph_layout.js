// Where the explorer's nodes stand: columns by kind, from plan to indicator, without overlaps. The
// service, the static site and pages to mail around all lay their pictures out here. vis-network's
// physics, which is off, takes minutes for two thousand nodes; this takes a few hundredths of a second.
"use strict";
(() => {
  // Size of a node's box at most, and the room around it, in the picture's units.
  const WIDTH = 210, HEIGHT = 92, GAP_X = 84, GAP_Y = 18, STEP = HEIGHT + GAP_Y;
  // A column with more nodes than TALL is split into several, side by side; a thousand nodes make a
  // picture of the canvas's shape, not a strip.
  const TALL = 10, tall = (count) => Math.max(TALL, Math.round(Math.sqrt(1.2 * count)));
  const TURNS = 5, DEEPEST = 8;
  // The column of what stands around the chain: units, goals, evaluations, practices, laws.
  const ASIDE = 3;

  // Nodes by kind and, inside a kind, by how deep they are below others of it.
  const columnsOf = (ids, column, edges) => {
    const below = edges
      .filter(({ from, to }) => from !== to && column(from) === column(to))
      .map(({ from, to, upward }) => (upward ? [to, from] : [from, to]));
    const depth = new Map(ids.map((id) => [id, 0]));
    // Enough turns for any tree of units; a cycle ends here as well.
    for (let turn = 0, moved = true; turn < DEEPEST && moved; turn++) {
      moved = false;
      for (const [upper, lower] of below) {
        if (depth.get(lower) <= depth.get(upper) && depth.get(upper) < DEEPEST) {
          depth.set(lower, depth.get(upper) + 1);
          moved = true;
        }
      }
    }
    const groups = new Map();
    for (const id of ids) {
      const place = column(id) * 100 + depth.get(id);
      if (!groups.has(place)) groups.set(place, []);
      groups.get(place).push(id);
    }
    return [...groups].sort((a, b) => a[0] - b[0]).map(([, members]) => members);
  };

  // A column as parts; neighbouring ones stand half a step apart, so that lines pass between boxes.
  const split = (column) => {
    const count = Math.ceil(column.length / tall(column.length));
    return Array.from({ length: count }, (_, i) => ({
      ids: column.filter((__, at) => at % count === i),
      shift: (STEP / 2) * (i % 2),
      gap: i + 1 < count ? GAP_Y : GAP_X,
    }));
  };

  // Nearest to what is wanted, a step apart at least: isotonic regression.
  const fit = (wanted) => {
    const blocks = [];
    wanted.forEach((want, i) => {
      blocks.push([want - i * STEP, 1]);
      while (blocks.length > 1 && blocks.at(-2)[0] >= blocks.at(-1)[0]) {
        const [mean, count] = blocks.pop();
        const last = blocks.at(-1);
        last[0] = (last[0] * last[1] + mean * count) / (last[1] + count);
        last[1] += count;
      }
    });
    return blocks.flatMap(([mean, count]) => Array(count).fill(mean)).map((mean, i) => mean + i * STEP);
  };

  // Put a part's nodes as near to the mean of their neighbours as the height of a box allows.
  const stack = ({ ids, shift }, around, heights) => {
    const wanted = new Map(ids.map((id) => {
      const near = around.get(id).filter((one) => heights.has(one)).map((one) => heights.get(one));
      return [id, near.length ? near.reduce((a, b) => a + b, 0) / near.length : 0];
    }));
    ids.sort((a, b) => wanted.get(a) - wanted.get(b));
    const ys = fit(ids.map((id) => wanted.get(id)));
    ids.forEach((id, i) => heights.set(id, ys[i] + shift));
  };

  // Units go above, evaluations and practices below the lines from measures to programs: they stand
  // in the column between, where the lines would run under them.
  const stepAside = (nodes, column, parts, heights) => {
    const kind = new Map(nodes.map((node) => [node.id, node.kind]));
    const others = nodes.map(({ id }) => id).filter((id) => column(id) !== ASIDE);
    if (!others.some((id) => column(id) < ASIDE) || !others.some((id) => column(id) > ASIDE)) return;
    let top = Infinity, bottom = -Infinity;
    for (const id of others) {
      top = Math.min(top, heights.get(id));
      bottom = Math.max(bottom, heights.get(id));
    }
    for (const { ids } of parts.filter((part) => column(part.ids[0]) === ASIDE)) {
      const above = ids.filter((id) => ["unit", "goal"].includes(kind.get(id)));
      const below = ids.filter((id) => !above.includes(id));
      above.reverse().forEach((id, i) => heights.set(id, top - STEP * (i + 1)));
      below.forEach((id, i) => heights.set(id, bottom + STEP * (i + 1)));
    }
  };

  // The centre of every node by id; that of `start` is at 0, 0.
  window.michisujiLayout = ({ nodes, edges, kinds, start }) => {
    const columns = new Map(kinds.map(({ key, column }) => [key, column]));
    const columnOf = new Map(nodes.map(({ id, kind }) => [id, columns.get(kind)]));
    const column = (id) => columnOf.get(id);
    const around = new Map(nodes.map(({ id }) => [id, []]));
    for (const { from, to } of edges) {
      if (from !== to) { around.get(from).push(to); around.get(to).push(from); }
    }
    const parts = columnsOf([...columnOf.keys()], column, edges).flatMap(split);
    const heights = new Map();
    for (let turn = 0; turn < TURNS; turn++) {
      for (const part of turn % 2 ? [...parts].reverse() : parts) stack(part, around, heights);
    }
    if (column(start) !== ASIDE) stepAside(nodes, column, parts, heights);
    const placed = new Map();
    let x = 0;
    for (const { ids, gap } of parts) {
      for (const id of ids) placed.set(id, [x, heights.get(id)]);
      x += WIDTH + gap;
    }
    const [x0, y0] = placed.get(start);
    const round = (value) => Math.round(value * 10) / 10;
    return new Map([...placed].map(([id, [px, py]]) => [id, { x: round(px - x0), y: round(py - y0) }]));
  };
})();
