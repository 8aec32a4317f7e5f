// What CSS alone cannot do for the logic-model diagram: bring a full-text box into view when its
// element is reached with the keyboard, and put it away with Escape. The diagram works without.
"use strict";
(() => {
  const panelOf = (node) => {
    const name = [...node.classList].find((c) => /-n\d+$/.test(c));
    return name && node.ownerSVGElement.querySelector("." + name.replace(/-n(\d+)$/, "-f$1"));
  };
  for (const scroller of document.querySelectorAll(".lm-scroll")) {
    const show = (node) => {
      const panel = panelOf(node) || node;
      const inside = panel.getBoundingClientRect();
      const frame = scroller.getBoundingClientRect();
      if (inside.right > frame.right) scroller.scrollLeft += inside.right - frame.right + 4;
      if (inside.left < frame.left) scroller.scrollLeft -= frame.left - inside.left + 4;
      const top = panel.getBoundingClientRect().top;
      if (inside.bottom > innerHeight) window.scrollBy(0, Math.min(inside.bottom - innerHeight + 8, top - 8));
      else if (top < 0) window.scrollBy(0, top - 8);
    };
    scroller.addEventListener("focusin", (event) => {
      const node = event.target.closest("a.n");
      if (node) requestAnimationFrame(() => show(node));
    });
    scroller.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && document.activeElement.closest("a.n")) scroller.focus();
    });
  }
})();
