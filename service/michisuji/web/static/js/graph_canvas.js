// The canvas: vis-network without physics, the names of the big nodes at overview, and chips with
// the number of neighbours that are not open yet.
"use strict";
(() => {
  const FACE = "'Noto Sans JP', 'Noto Sans CJK JP', 'Hiragino Sans', Meiryo, sans-serif";
  // Labels of 15 units are drawn by vis-network down to 10 pixels; below, names are written into the
  // boxes in 11 pixels, and at overview, where boxes are too small, those of the big nodes over them.
  const READABLE = 10 / 15, BOXES = 0.3;
  const MANY = 300;
  // Pixels left free around the whole picture, for names and chips over its outermost boxes.
  const EDGE = 60;

  // vis-network's own way to draw what changed; `still` spares readers the movement.
  const canvas = (place, about, on) => {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const nodes = new vis.DataSet(), edges = new vis.DataSet();
    const network = new vis.Network(place, { nodes, edges }, about.options);
    const surface = place.querySelector(".vis-network");
    surface.tabIndex = 0;
    for (const [key, value] of Object.entries({ role: "application", "aria-label": about.says.picture, "aria-describedby": "graph-help" })) surface.setAttribute(key, value);
    let shown = { nodes: [], edges: [], left: new Map() }, big = [], chips = [], selected = "", found = new Set();

    // The box as it is drawn; vis-network's own bounding box is wider by the radius of its corners.
    const box = (id) => {
      const { x, y, shape } = network.body.nodes[id];
      return { left: x - shape.width / 2, right: x + shape.width / 2, top: y - shape.height / 2, bottom: y + shape.height / 2 };
    };
    const put = (picture, state, start) => {
      const placed = window.michisujiLayout({ nodes: picture.all, edges: picture.every, kinds: about.kinds, start });
      const wanted = picture.nodes.map((node) => {
        const at = state.at.get(node.id);
        const where = at ? { x: at[0], y: at[1] } : placed.get(node.id);
        return { ...node, ...where, borderWidth: state.open.has(node.id) ? 3 : 1.5, ...on.look(node) };
      });
      const kept = new Set(wanted.map(({ id }) => id)), lines = new Set(picture.edges.map(({ id }) => id));
      // vis-network draws at each change: nothing is written over it before all is in place.
      shown = { nodes: [], edges: [], left: new Map() };
      big = [];
      network.setOptions({ interaction: { hideEdgesOnDrag: wanted.length > MANY, hideEdgesOnZoom: wanted.length > MANY } });
      edges.remove(edges.getIds().filter((id) => !lines.has(id)));
      nodes.remove(nodes.getIds().filter((id) => !kept.has(id)));
      nodes.update(wanted);
      edges.update(picture.edges);
      shown = picture;
      const degree = new Map();
      for (const { from, to } of picture.edges) for (const id of [from, to]) degree.set(id, (degree.get(id) || 0) + 1);
      const weight = ({ id }) => (id === start ? 1e6 : 0) + (state.open.has(id) ? 1e4 : 0) + (degree.get(id) || 0);
      big = picture.nodes.filter((node) => picture.nodes.length < MANY || weight(node) > 1).sort((a, b) => weight(b) - weight(a)).slice(0, 40);
      network.redraw();
    };

    // Fit these nodes; `least` keeps the labels readable, the first node stays in view then.
    const frame = (ids, animate = true, least = 0.74) => {
      const boxes = ids.filter((id) => nodes.get(id)).map(box);
      if (!boxes.length) return;
      const left = Math.min(...boxes.map((b) => b.left)), right = Math.max(...boxes.map((b) => b.right));
      const top = Math.min(...boxes.map((b) => b.top)), bottom = Math.max(...boxes.map((b) => b.bottom));
      const scale = Math.min(1.15, Math.max(least, Math.min((place.clientWidth - EDGE) / (right - left), (place.clientHeight - EDGE) / (bottom - top))));
      const first = network.getPosition(ids.find((id) => nodes.get(id)));
      const clamp = (at, low, high, room) => (high - low + 60 <= room ? (low + high) / 2
        : Math.min(Math.max(at, low - 30 + room / 2), high + 30 - room / 2));
      const position = {
        x: clamp(first.x, left, right, place.clientWidth / scale), y: clamp(first.y, top, bottom, place.clientHeight / scale),
      };
      network.moveTo({ position, scale, animation: animate && !still ? { duration: 250 } : false });
    };
    const whole = (animate = true) => frame(nodes.getIds(), animate, 0.02);
    const around = (id) => [id, ...network.getConnectedNodes(id).filter((one) => nodes.get(one))];

    // --- over the picture: in pixels of the screen, whatever the scale ---------------------------
    const overlaps = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
    // A name in lines of the box's width, cut with an ellipsis.
    const lines = (ctx, name, width, most) => {
      const made = [""];
      for (const letter of name) {
        if (ctx.measureText(made.at(-1) + letter).width <= width) { made[made.length - 1] += letter; continue; }
        if (made.length === most) { made[most - 1] = `${made[most - 1].slice(0, -1)}…`; break; }
        made.push(letter);
      }
      return made;
    };
    const drawInside = (ctx, scale) => {
      const corner = network.DOMtoCanvas({ x: 0, y: 0 }), end = network.DOMtoCanvas({ x: place.clientWidth, y: place.clientHeight });
      ctx.font = `${11 / scale}px ${FACE}`;
      ctx.textAlign = "left";
      ctx.textBaseline = "middle";
      ctx.fillStyle = "#1a1a1c";
      for (const node of shown.nodes) {
        const at = box(node.id);
        if (at.right < corner.x || at.left > end.x || at.bottom < corner.y || at.top > end.y) continue;
        const pad = 5 / scale, high = 13 / scale;
        const most = Math.max(1, Math.floor((at.bottom - at.top - 7 / scale) / high));
        const made = lines(ctx, node.name || "", at.right - at.left - 2 * pad, most);
        const top = (at.top + at.bottom) / 2 - ((made.length - 1) * high) / 2;
        made.forEach((line, i) => ctx.fillText(line, at.left + pad, top + i * high));
        const badge = on.badge(node.id);
        if (!badge) continue;
        // The figure stands below the box, so that the name keeps its room.
        ctx.lineWidth = 4 / scale;
        ctx.strokeStyle = "#ffffff";
        const below = at.bottom + high / 2 + (node.id === selected ? 6 : 2) / scale;
        ctx.strokeText(badge, at.left, below);
        ctx.fillText(badge, at.left, below);
      }
    };
    const drawNames = (ctx, scale) => {
      const written = [];
      ctx.font = `${13 / scale}px ${FACE}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      for (const node of big) {
        const short = [...(node.name || "")].slice(0, 16).join("") + ([...(node.name || "")].length > 16 ? "…" : "");
        const name = [short, on.badge(node.id)].filter(Boolean).join(" ");
        if (!name) continue;
        const { x, y } = network.getPosition(node.id);
        const w = (ctx.measureText(name).width * scale + 10) / scale, h = 20 / scale;
        const over = { x: x - w / 2, y: y - h / 2, w, h };
        if (written.some((other) => overlaps(over, other))) continue;
        written.push(over);
        ctx.fillStyle = "rgba(255,255,255,.92)";
        ctx.fillRect(over.x, over.y, w, h);
        ctx.fillStyle = "#1a1a1c";
        ctx.fillText(name, x, y);
      }
    };
    const drawChips = (ctx, scale) => {
      chips = [];
      // At overview only what is big has a chip: others would cover one another.
      const listed = scale < BOXES ? big.slice(0, 12).map(({ id }) => id) : shown.left.keys();
      ctx.font = `bold ${12 / scale}px ${FACE}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      for (const id of listed) {
        const left = shown.left.get(id);
        if (!left) continue;
        const at = box(id);
        const text = `+${left}`, w = (ctx.measureText(text).width * scale + 14) / scale, h = 22 / scale;
        const chip = { id, x: at.right - w / 2, y: at.top - h / 2 - (scale < BOXES ? 12 / scale : 0), w, h };
        chips.push(chip);
        ctx.beginPath();
        ctx.roundRect(chip.x, chip.y, w, h, h / 2);
        ctx.fillStyle = "#0017c1";
        ctx.fill();
        ctx.fillStyle = "#ffffff";
        ctx.fillText(text, chip.x + w / 2, chip.y + h / 2);
      }
    };
    const drawFound = (ctx, scale) => {
      ctx.lineWidth = 4 / scale;
      ctx.strokeStyle = "#c16800";
      for (const id of found) {
        if (!nodes.get(id)) continue;
        const { left, right, top, bottom } = box(id), room = 5 / scale;
        ctx.strokeRect(left - room, top - room, right - left + 2 * room, bottom - top + 2 * room);
      }
    };
    network.on("afterDrawing", (ctx) => {
      const scale = network.getScale();
      if (found.size) drawFound(ctx, scale);
      if (scale < BOXES) drawNames(ctx, scale);
      else if (scale < READABLE) drawInside(ctx, scale);
      drawChips(ctx, scale);
    });

    // --- pointer ---------------------------------------------------------------------------------
    network.on("click", ({ nodes: hit, pointer }) => {
      const { x, y } = pointer.canvas;
      const chip = chips.find((one) => x >= one.x && x <= one.x + one.w && y >= one.y && y <= one.y + one.h);
      if (chip) on.open(chip.id);
      else if (hit.length) on.select(hit[0]);
    });
    network.on("doubleClick", ({ nodes: hit }) => { if (hit.length) on.open(hit[0]); });
    for (const event of ["oncontext", "hold"]) {
      network.on(event, ({ pointer, event: cause }) => {
        const id = network.getNodeAt(pointer.DOM);
        if (id === undefined) return;
        cause.preventDefault?.();
        on.select(id);
        on.menu();
      });
    }
    network.on("dragEnd", ({ nodes: hit }) => {
      if (hit.length) on.moved(hit.map((id) => [id, network.getPosition(id)]));
    });
    // A link's name shows while the reader points at it or has chosen it.
    const nameLink = (id, show) => { const edge = edges.get(id); if (edge) edges.update({ id, label: show ? edge.name : undefined }); };
    network.on("hoverEdge", ({ edge }) => nameLink(edge, true));
    network.on("blurEdge", ({ edge }) => nameLink(edge, false));

    const select = (id, move) => {
      selected = id;
      if (nodes.get(id)) network.selectNodes([id]); else network.unselectAll();
      if (move && nodes.get(id)) frame(around(id));
    };
    // The linked node that lies most nearly in a direction; [dx, dy] is a step to it.
    const towards = ([dx, dy]) => {
      if (!nodes.get(selected)) return shown.nodes[0]?.id;
      const from = network.getPosition(selected);
      const cost = (id) => {
        const { x, y } = network.getPosition(id);
        const along = (x - from.x) * dx + (y - from.y) * dy, aside = Math.abs((x - from.x) * dy) + Math.abs((y - from.y) * dx);
        return along > 1 ? along + 3 * aside : Infinity;
      };
      const best = around(selected).slice(1).sort((a, b) => cost(a) - cost(b))[0];
      return best !== undefined && cost(best) < Infinity ? best : undefined;
    };
    const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: !still && { duration: 150 } });
    const mark = (ids) => { found = new Set(ids); network.redraw(); };

    return { network, surface, box, put, frame, whole, around, select, towards, zoom, mark };
  };

  Object.assign(window.michisujiGraph, { canvas });
})();
