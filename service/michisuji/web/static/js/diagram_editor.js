// The picture as an editor: each gesture sends the same form as a button of the table, and the parts
// of the page that changed take the place of the former ones. Without this script the form is sent
// as it is. Findings follow in a request of their own, so that the picture never waits for them.
"use strict";
(() => {
  const root = document.getElementById("editor");
  if (!root) return;
  const live = document.getElementById("told");
  const HEADER = "X-Michisuji-Part";
  const KEEP = "michisuji-diagram " + root.dataset.model;
  const LATER_MS = 150, FAR = 6;
  const WIDE = matchMedia("(min-width: 64rem)"), CALM = matchMedia("(prefers-reduced-motion: reduce)");
  const form = () => document.getElementById("edit");
  const session = () => form().elements.session;
  const steps = () => Number(root.querySelector("[data-part=state]").dataset.steps);
  let said = "";
  const tell = (text) => {
    said = text;
    live.textContent = "";
    requestAnimationFrame(() => { live.textContent = said; });
  };
  let number = 0, leaving = false, timer = 0;

  // --- what is unsaved stays in this tab ---------------------------------------------------------
  const keep = () => {
    try {
      if (steps()) sessionStorage.setItem(KEEP, session().value); else sessionStorage.removeItem(KEEP);
    } catch { /* A browser may refuse storage: then only this page holds the steps. */ }
  };
  const kept = () => { try { return sessionStorage.getItem(KEEP); } catch { return null; } };

  // --- sending -----------------------------------------------------------------------------------
  const send = async (command, part, focus) => {
    clearTimeout(timer);
    const mine = ++number;
    const data = new URLSearchParams(new FormData(form()));
    data.set("do", command);
    let text = "", status = 0, saved = "";
    root.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form().getAttribute("action").split("#")[0], {
        method: "POST", body: data, headers: { [HEADER]: part, Accept: "text/html" } });
      status = answer.status;
      text = await answer.text();
      if (answer.redirected && new URL(answer.url).searchParams.has("saved")) saved = answer.url;
    } catch { status = 0; }
    if (mine !== number) return;
    root.removeAttribute("aria-busy");
    if (saved) { leaving = true; location.assign(saved); return; }
    const found = new DOMParser().parseFromString(`<div id="new">${text}</div>`, "text/html");
    if (found.querySelector("[data-part=state]")) { failed(""); show(found, part, focus, status); return; }
    failed(status === 0 ? "offline" : status === 401 ? "session" : "other", found);
  };

  // What the service did not take is said above the picture; the steps are still in the page.
  const failed = (why, found) => {
    const box = document.getElementById("failed");
    box.hidden = !why;
    for (const one of box.querySelectorAll("[data-why]")) one.hidden = one.dataset.why !== why;
    const main = why === "other" && found.querySelector("main p");
    box.querySelector(".why").textContent = main ? main.textContent : "";
    if (why) box.scrollIntoView({ block: "nearest" });
  };
  document.getElementById("failed").addEventListener("click", (event) => { if (event.target.closest("a")) leaving = true; });

  const PARTS = { step: ["state", "panel", "rows", "palette", "picture", "save"], findings: ["count", "rows", "picture", "save", "panel-findings"] };
  const show = (found, part, focus, status) => {
    const active = document.activeElement;
    const at = active && root.contains(active) ? active.id || active.getAttribute("href") : "";
    const typed = part === "findings" ? root.querySelector("#reason").value : null;
    const open = [...root.querySelectorAll("details")].map((one) => one.open);
    const isPalette = root.querySelector(".palette-box").open;
    const chosen = JSON.parse(session().value).at;
    const before = root.querySelector(".lm-scroll");
    const [left, top] = before ? [before.scrollLeft, before.scrollTop] : [0, 0];
    for (const name of PARTS[part]) {
      const [old, now] = [root, found].map((one) => one.querySelector(`[data-part=${name}]`));
      if (old && now) old.replaceWith(document.adoptNode(now));
    }
    const after = root.querySelector(".lm-scroll");
    if (after) [after.scrollLeft, after.scrollTop] = [left, top];
    if (part === "findings") {
      root.querySelector("#reason").value = typed;
      if (root.querySelectorAll("details").length === open.length) [...root.querySelectorAll("details")].forEach((one, n) => { if (open[n]) one.open = true; });
    }
    root.querySelector(".palette-box").open = isPalette;
    handles();
    const goal = (focus && root.querySelector(focus)) || (at && (document.getElementById(at) || root.querySelector(`a[href="${CSS.escape(at)}"]`) || link(at)));
    if (goal && root.contains(goal)) goal.focus({ preventScroll: !focus });
    if (part !== "step") {
      const save = root.querySelector("[data-part=save]");
      if (save.dataset.checked) tell(`${said} ${save.querySelector(".summary, .notice").textContent}`);
      return;
    }
    const error = root.querySelector("[role=alert]");
    const told = root.querySelector("[data-part=state]").dataset.told;
    if (status === 200 && told) tell(told);
    if (status !== 200 && error) error.scrollIntoView({ block: "nearest" });
    keep();
    const nowAt = JSON.parse(session().value).at;
    if (nowAt && nowAt !== chosen && WIDE.matches) root.querySelector(".panel").scrollIntoView({ block: "nearest", behavior: CALM.matches ? "auto" : "smooth" });
    timer = setTimeout(() => send("look", "findings"), LATER_MS);
  };
  const link = (at) => [...root.querySelectorAll("a.n")].find((one) => one.getAttribute("href") === at);

  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    const command = (event.submitter && event.submitter.value) || "look";
    event.preventDefault();
    if (command === "save" && !event.submitter.disabled) { send(command, "step"); return; }
    const chooses = command.startsWith("choose:");
    send(command, "step", chooses ? "#panel-join, #chosen-title" : command.startsWith("joining:") ? "a.n.joining" : "");
  });
  addEventListener("beforeunload", (event) => { if (steps() && !leaving) event.preventDefault(); });
  addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    const id = key === "z" && !event.shiftKey ? "undo" : key === "y" || (key === "z" && event.shiftKey) ? "redo" : "";
    const button = id && document.getElementById(id);
    if (button && !button.disabled) { event.preventDefault(); send(id, "step"); }
  });

  // --- the picture -------------------------------------------------------------------------------
  const SVG = "http://www.w3.org/2000/svg";
  const svg = () => root.querySelector(".lm-scroll > svg");
  const make = (name, values) => {
    const one = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(values)) one.setAttribute(key, value);
    return one;
  };
  const row = (node) => document.getElementById(node.getAttribute("href").slice(1));
  const isJoining = () => Boolean(JSON.parse(session().value).joining);
  const point = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg().getScreenCTM().inverse());
  const nodeAt = (event) => {
    const found = document.elementFromPoint(event.clientX, event.clientY);
    const grip = found && found.closest("[data-of]");
    return grip ? link(grip.dataset.of) : found && found.closest("a.n");
  };

  const handles = () => {
    if (!svg()) return;
    const over = make("g", { "aria-hidden": "true" });
    for (const node of svg().querySelectorAll("a.n")) {
      if (!row(node) || !row(node).dataset.own) continue;
      const box = node.querySelector("rect.b").getBBox();
      const at = { cx: box.x + box.width, cy: box.y + box.height / 2, "data-of": node.getAttribute("href") };
      over.append(make("circle", { ...at, r: 7, class: "handle" }), make("circle", { ...at, r: 16, class: "grip" }));
    }
    svg().append(over);
  };

  const choose = (node, focus) => {
    const iri = row(node).dataset.iri;
    if (isJoining()) send("to:" + iri, "step");
    else send("choose:" + iri, "step", focus);
  };
  root.addEventListener("click", (event) => {
    const node = event.target.closest("a.n");
    if (node && svg().contains(node)) {
      event.preventDefault();
      // A click that a key makes has no place: then the focus goes on to what can be done.
      if (!pulled) choose(node, event.detail === 0 ? "#panel-join, #chosen-title" : "");
      return;
    }
    const edge = event.target.closest(".e");
    const look = edge && [...edge.classList].find((one) => /^lk\d+$/.test(one));
    const button = look && root.querySelector(`[data-look="${look}"]`);
    if (button) send(button.value, "step");
  });

  // --- dragging: from a handle to join, a node into a column to move, a chip onto a node -----------
  let drag = null, pulled = false;
  root.addEventListener("pointerdown", (event) => {
    pulled = false;
    if (event.button) return;
    const grip = event.target.closest("[data-of]"), chip = event.target.closest("[data-drag]");
    const node = !grip && event.target.closest("a.n");
    if (grip) drag = { kind: "join", node: link(grip.dataset.of) };
    else if (chip) drag = { kind: "chip", chip };
    else if (node && event.pointerType === "mouse" && row(node).dataset.own) drag = { kind: "move", node };
    else return;
    Object.assign(drag, { x: event.clientX, y: event.clientY, line: null, id: event.pointerId });
    if (grip) event.preventDefault();
  });
  root.addEventListener("dragstart", (event) => event.preventDefault());
  addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    if (!pulled && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    pulled = true;
    for (const one of root.querySelectorAll("a.target")) one.classList.remove("target");
    const target = nodeAt(event);
    if (drag.kind === "move") { column(event); return; }
    if (target && target !== drag.node) target.classList.add("target");
    if (drag.kind !== "join") return;
    const box = drag.node.querySelector("rect.b").getBBox(), to = point(event);
    if (!drag.line) svg().append(drag.line = make("path", { class: "pulled" }));
    drag.line.setAttribute("d", `M${box.x + box.width} ${box.y + box.height / 2}L${to.x} ${to.y}`);
  });
  const KINDS = { activity: "activity", output: "output", "outcome-unstated": "outcome", short: "short", mid: "mid", long: "long" };
  const column = (event) => {
    const x = point(event).x, height = svg().viewBox.baseVal.height;
    const bands = JSON.parse(root.querySelector(".lm-scroll").dataset.bands);
    const over = bands.find(([, left, width]) => x >= left && x <= left + width);
    drag.over = over && KINDS[over[0]];
    if (!drag.line) svg().append(drag.line = make("rect", { class: "column", y: 0 }));
    for (const [key, value] of Object.entries(drag.over ? { x: over[1], width: over[2], height } : { width: 0 })) drag.line.setAttribute(key, value);
  };
  const end = (event, done) => {
    if (!drag || event.pointerId !== drag.id) return;
    const was = drag;
    drag = null;
    if (was.line) was.line.remove();
    for (const one of root.querySelectorAll("a.target")) one.classList.remove("target");
    if (!pulled || !done) return;
    setTimeout(() => { pulled = false; });
    if (was.kind === "move") {
      if (was.over) send(`move:${row(was.node).dataset.iri} ${was.over}`, "step");
      return;
    }
    const target = nodeAt(event);
    if (!target || target === was.node) return;
    const iri = row(target).dataset.iri;
    if (was.kind === "join") send(`join:${row(was.node).dataset.iri} ${iri}`, "step");
    else {
      const [what, of] = was.chip.dataset.drag.split(" ");
      send(what === "to" ? `join:${iri} ${of}` : `attach:${of} ${iri}`, "step");
    }
  };
  addEventListener("pointerup", (event) => end(event, true));
  addEventListener("pointercancel", (event) => end(event, false));
  root.addEventListener("click", (event) => {
    if (pulled && event.target.closest("[data-drag]")) { event.preventDefault(); event.stopPropagation(); }
  }, true);

  // --- the beginning -----------------------------------------------------------------------------
  if (root.dataset.saved === "done") { try { sessionStorage.removeItem(KEEP); } catch { /* see keep */ } }
  handles();
  if (!steps() && kept()) {
    session().value = kept();
    send("look", "step").then(() => tell(root.dataset.restored));
  } else {
    keep();
    if (root.querySelector("[data-part=save]").dataset.waits) send("look", "findings");
  }
})();
