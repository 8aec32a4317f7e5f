// The whole picture in a corner as long as the window does not show all of it: the frame is what is
// in view, a press moves it there. For the mouse and the finger; keys and the panel lead to each node.
"use strict";
(() => {
  const WIDE = 168, HIGH = 112, EDGE = 6;
  // On less room it would cover what it is for.
  const LEAST = 560;

  const minimap = (place, canvas) => {
    const { network } = canvas;
    const small = document.createElement("canvas");
    small.className = "graph-minimap";
    small.setAttribute("aria-hidden", "true");
    small.hidden = true;
    place.append(small);
    const ratio = window.devicePixelRatio || 1;
    [small.width, small.height] = [WIDE * ratio, HIGH * ratio];
    const pen = small.getContext("2d");
    let to = null;

    // Pixels of the small picture for the units of the large one.
    const scaleTo = (boxes) => {
      const left = Math.min(...boxes.map((b) => b.left)), right = Math.max(...boxes.map((b) => b.right));
      const top = Math.min(...boxes.map((b) => b.top)), bottom = Math.max(...boxes.map((b) => b.bottom));
      const scale = Math.min((WIDE - 2 * EDGE) / (right - left), (HIGH - 2 * EDGE) / (bottom - top));
      return { left, right, top, bottom, scale, dx: (WIDE - (right - left) * scale) / 2, dy: (HIGH - (bottom - top) * scale) / 2 };
    };
    const view = () => {
      const { x, y } = network.getViewPosition(), scale = network.getScale();
      const wide = place.clientWidth / scale, high = place.clientHeight / scale;
      return { left: x - wide / 2, top: y - high / 2, right: x + wide / 2, bottom: y + high / 2 };
    };
    const draw = () => {
      const boxes = network.body.nodeIndices.map((id) => ({ ...canvas.box(id), fill: network.body.nodes[id].options.color?.background }));
      const seen = view();
      const isWhole = () => boxes.every((b) => b.left >= seen.left && b.right <= seen.right && b.top >= seen.top && b.bottom <= seen.bottom);
      small.hidden = !boxes.length || place.clientWidth < LEAST || isWhole();
      if (small.hidden) return;
      to = scaleTo(boxes);
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, WIDE, HIGH);
      const at = (b) => [to.dx + (b.left - to.left) * to.scale, to.dy + (b.top - to.top) * to.scale];
      const size = (b, least) => [Math.max(least, (b.right - b.left) * to.scale), Math.max(least, (b.bottom - b.top) * to.scale)];
      pen.strokeStyle = "#767678";
      pen.lineWidth = 0.5;
      for (const box of boxes) {
        pen.fillStyle = box.fill || "#767678";
        pen.beginPath();
        pen.rect(...at(box), ...size(box, 2));
        pen.fill();
        pen.stroke();
      }
      pen.strokeStyle = "#0017c1";
      pen.lineWidth = 2;
      pen.strokeRect(...at(seen), ...size(seen, 4));
    };

    const lead = (event) => {
      if (!to || (event.type === "pointermove" && !event.buttons)) return;
      event.preventDefault();
      const corner = small.getBoundingClientRect();
      const position = {
        x: to.left + (event.clientX - corner.left - to.dx) / to.scale, y: to.top + (event.clientY - corner.top - to.dy) / to.scale,
      };
      network.moveTo({ position, scale: network.getScale(), animation: false });
    };
    small.addEventListener("pointerdown", (event) => { small.setPointerCapture(event.pointerId); lead(event); });
    small.addEventListener("pointermove", lead);
    network.on("afterDrawing", draw);
    network.redraw();
  };

  Object.assign(window.michisujiGraph, { minimap });
})();
