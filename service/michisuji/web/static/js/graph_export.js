// The picture as a file: SVG made from nodes and places, with title, date, legend and licence, and
// PNG drawn from that SVG.
"use strict";
(() => {
  const FACE = "'Noto Sans JP','Noto Sans CJK JP','Hiragino Sans',Meiryo,sans-serif";
  const { fill } = window.michisujiGraph;
  // A canvas of more pixels a side is refused by some browsers.
  const WIDEST = 8000;
  const escape = (text) => String(text).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  const round = (value) => Math.round(value * 10) / 10;
  const text = (x, y, words, more = "") => `<text x="${round(x)}" y="${round(y)}" ${more}>${escape(words)}</text>`;

  const line = (edge, boxes) => {
    const a = boxes.get(edge.from), b = boxes.get(edge.to);
    if (!a || !b) return "";
    const right = (a.left + a.right) / 2 <= (b.left + b.right) / 2;
    const x1 = right ? a.right : a.left, x2 = right ? b.left - 4 : b.right + 4;
    const y1 = (a.top + a.bottom) / 2, y2 = (b.top + b.bottom) / 2, bend = (x2 - x1) * 0.45;
    return `<path d="M${round(x1)} ${round(y1)}C${round(x1 + bend)} ${round(y1)} ${round(x2 - bend)} ${round(y2)} ${round(x2)} ${round(y2)}" stroke="${edge.color?.color || edge.color}" stroke-width="${edge.width}"${edge.dashes ? ' stroke-dasharray="6 4"' : ""} marker-end="url(#to)"><title>${escape(edge.name)}</title></path>`;
  };
  const node = (one, box, kind, by) => {
    const lines = by.label.split("\n"), middle = (box.top + box.bottom) / 2, high = 19;
    const top = middle - (lines.length * high) / 2 + 14;
    return `<g><title>${escape(`${kind.name}: ${one.name}`)}</title><rect x="${round(box.left)}" y="${round(box.top)}" width="${round(box.right - box.left)}" height="${round(box.bottom - box.top)}" rx="${kind.radius}" fill="${by.color.background}" stroke="${kind.ink}" stroke-width="1.5"${kind.dashes ? ` stroke-dasharray="${kind.dashes.join(" ")}"` : ""}/>${lines.map((words, i) => text(box.left + 10, top + i * high, words)).join("")}</g>`;
  };
  const legend = (kinds, left, top, width) => {
    let x = left, y = top;
    return kinds.map(({ sign, name, fill: background, ink }) => {
      const wide = 60 + 15 * [...name].length;
      if (x + wide > left + width && x > left) { x = left; y += 30; }
      const made = `<rect x="${x}" y="${y}" width="30" height="22" fill="${background}" stroke="${ink}" rx="3"/>${text(x + 15, y + 16, sign, `text-anchor="middle" fill="${ink}"`)}${text(x + 38, y + 16, name)}`;
      x += wide;
      return { made, bottom: y + 30 };
    });
  };

  // The picture as SVG text; `boxes`: id → its box in the picture's units.
  const svg = ({ about, picture, boxes, title, address, colouring }) => {
    const { says } = about;
    const all = [...boxes.values()];
    const left = Math.min(...all.map((b) => b.left)) - 30, right = Math.max(...all.map((b) => b.right)) + 30;
    const top = Math.min(...all.map((b) => b.top)) - 90, width = Math.max(right - left, 640);
    const shown = new Set(picture.nodes.map(({ kind }) => kind));
    const kinds = new Map(about.kinds.map((kind) => [kind.key, kind]));
    const told = [...about.kinds.filter(({ key }) => shown.has(key)), ...colouring.steps()];
    const signs = legend(told, left + 30, Math.max(...all.map((b) => b.bottom)) + 30, width - 60);
    const below = signs.at(-1)?.bottom || 0;
    const reference = address.match(new RegExp(`.{1,${Math.floor((width - 60) / 7)}}`, "g"));
    const height = below + 60 + 18 * reference.length - top;
    const date = new Intl.DateTimeFormat(about.lang === "en" ? "en-GB" : "ja-JP", { dateStyle: "long" }).format(new Date());
    const made = `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" viewBox="${round(left)} ${round(top)} ${round(width)} ${round(height)}" font-family="${FACE}" font-size="15" fill="#1a1a1c" lang="${about.lang}"><title>${escape(title)}</title><defs><marker id="to" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L10 5L0 10z" fill="#3d3d3d"/></marker></defs><rect x="${round(left)}" y="${round(top)}" width="100%" height="100%" fill="#ffffff"/>${text(left + 30, top + 40, title, 'font-size="24" font-weight="bold"')}${text(left + 30, top + 66, `${about.brand} · ${date} · ${fill(says.count, { nodes: picture.nodes.length })}`)}<g fill="none">${picture.edges.map((edge) => line(edge, boxes)).join("")}</g>${picture.nodes.map((one) => node(one, boxes.get(one.id), kinds.get(one.kind), colouring.look(one))).join("")}${signs.map(({ made: sign }) => sign).join("")}${text(left + 30, below + 24, says.licence)}${reference.map((words, i) => text(left + 30, below + 48 + 18 * i, words, 'font-size="12"')).join("")}</svg>`;
    return { made, width, height };
  };

  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  const png = ({ made, width, height }) => new Promise((resolve, reject) => {
    const image = new Image();
    image.onerror = () => reject(new Error("svg"));
    image.onload = () => {
      const scale = Math.min(2, WIDEST / width, WIDEST / height);
      const sheet = document.createElement("canvas");
      sheet.width = Math.round(width * scale);
      sheet.height = Math.round(height * scale);
      sheet.getContext("2d").drawImage(image, 0, 0, sheet.width, sheet.height);
      sheet.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("png"))));
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(made)}`;
  });
  // Save as "svg" or "png".
  const exported = async (form, parts) => {
    const picture = svg(parts);
    const name = `michisuji-${parts.title.replace(/[\\/:*?"<>|\s]+/g, "-").slice(0, 40)}.${form}`;
    save(form === "svg" ? new Blob([picture.made], { type: "image/svg+xml" }) : await png(picture), name);
  };

  Object.assign(window.michisujiGraph, { exported });
})();
