// The graph explorer: keeps state, address, picture, panel and table in step. What is opened comes
// from a source: the service here, prepared data on the static site (publication/site/assets/explorer.js).
"use strict";
(() => {
  const graph = window.michisujiGraph;
  const { fill, make } = graph;
  const $ = (id) => document.getElementById(id);

  // `about`: words, kinds, limits, options of the canvas; `source`: id → what is one step away;
  // `whole`: the state is in the fragment alone; `figures`: id → what it and its neighbours are coloured by.
  graph.start = async (about, source, { first = null, whole = false, figures } = {}) => {
    const { says, prefix, page } = about;
    const known = graph.memory();
    if (first) known.take(first);
    const expanded = new Set();
    let selected = "", picture = null, shown = new Set(), busy = 0, last = 0;
    const read = () => graph.state.parse(whole ? "" : location.search, location.hash, prefix, about.limit);
    let state = read(), from = state?.start;
    const colouring = graph.colouring(about, known, () => state);
    const place = $("graph-canvas");
    const tell = (...parts) => { $("graph-status").textContent = parts.filter(Boolean).join(" "); };
    const told = () => fill(says.count, { nodes: picture.nodes.length })
      + (picture.nodes.length < picture.all.length ? ` ${fill(says.not_seen, { n: picture.all.length - picture.nodes.length })}` : "");
    const addressOf = (one) => graph.state.address(one, location.pathname, prefix, { whole, lang: about.lang });

    // --- reading -------------------------------------------------------------------------------
    const load = async (ids) => {
      const asked = ids.filter((id) => !known.steps.has(id));
      if (!asked.length) return true;
      busy += 1;
      place.setAttribute("aria-busy", "true");
      try {
        for (const found of await Promise.all(asked.map((id) => source(id)))) known.take(found);
        return true;
      } catch {
        tell(says.failed);
        return false;
      } finally {
        busy -= 1;
        if (!busy) place.removeAttribute("aria-busy");
      }
    };

    // --- drawing -------------------------------------------------------------------------------
    const context = () => ({ about, says, known, state, picture, shown, expanded, act, from, colouring, open: act.open });
    // The panel is made again at each step: what had the focus in it gets it back.
    const details = (key = "") => {
      const box = $("graph-details"), inside = box.contains(document.activeElement);
      const at = key || document.activeElement?.closest?.(".graph-relation-box")?.querySelector("details").dataset.key || "";
      graph.panel(box, selected, context());
      if (!inside) return;
      const again = at ? [...box.querySelectorAll("details")].find((one) => one.dataset.key === at) : null;
      (again?.querySelector("summary") || box.querySelector("button") || $("graph-details-title")).focus();
    };
    const render = () => {
      picture = graph.picture(state, known, page);
      shown = new Set(picture.nodes.map(({ id }) => id));
      canvas.put(picture, state, state.start);
      graph.legend($("graph-kinds"), about, picture, state, (kind, on) => go({
        ...state, off: on ? state.off.filter((one) => one !== kind) : [...state.off, kind],
      }));
      graph.table($("graph-rows"), context());
      $("graph-by").value = state.by;
      colouring.legend($("graph-scale"));
      const step = history.state?.step || 0;
      $("graph-undo").disabled = step <= 0;
      $("graph-redo").disabled = step >= last;
      $("graph-reveal").hidden = !state.hidden.length && !state.only;
      canvas.select(selected);
      details();
    };
    // The figures of what is opened are read when they are asked for, and drawn when they are there.
    const colour = async () => {
      const asked = colouring.wanted();
      if (!asked.length) return;
      try {
        for (const found of await Promise.all(asked.map((id) => figures(id)))) known.tell(found);
        for (const id of asked) known.told.add(id);
        render();
      } catch {
        tell(says.failed);
      }
    };
    // A step of the reader's: another state, in the history and in the address.
    const go = (next, words = "") => {
      const before = shown.size;
      state = next;
      const step = (history.state?.step || 0) + 1;
      last = step;
      const { address, left } = addressOf(state);
      history.pushState({ step }, "", address);
      render();
      const more = shown.size - before;
      tell(words || (more > 0 ? fill(says.added, { n: more }) : ""), told(), left ? fill(says.link_left, { n: left }) : "");
      return colour();
    };

    // --- back and forward: a reader's presses are counted, as the browser takes one at a time ----
    let wanted = null;
    const travel = (by) => {
      const step = history.state?.step || 0;
      const to = Math.min(Math.max((wanted ?? step) + by, 0), last);
      if (to === step || wanted !== null) { wanted = to; return; }
      wanted = to;
      history.go(to - step);
    };
    addEventListener("popstate", async () => {
      if (!history.state && !/[#&](node|open|hide|at|only|with|off|by)=/.test(location.hash) && location.hash) {
        // A link inside the page: the view stays.
        history.replaceState({ step: ++last }, "", addressOf(state).address);
        return;
      }
      const step = history.state?.step || 0;
      if (wanted !== null && wanted !== step) { history.go(wanted - step); return; }
      wanted = null;
      state = read() || state;
      await load([...state.open.keys()]);
      render();
      tell(told());
      await colour();
    });

    // --- what a reader does ----------------------------------------------------------------------
    const full = (id) => !state.open.has(id) && state.open.size >= about.limit;
    const tooMany = () => tell(fill(says.too_many, { n: about.limit }));
    const act = {
      select: async (id, move = false) => {
        selected = id;
        canvas.select(id, move);
        details();
        if (!known.steps.has(id) && await load([id]) && selected === id) render();
      },
      open: async (id) => {
        if (full(id)) { tooMany(); return; }
        selected = id;
        if (!await load([id])) return;
        const every = new Set(known.steps.get(id).map(([other]) => other)).size;
        const one = state.open.get(id);
        if (one && every <= one.pages * page) { details(); tell(says.none_added); return; }
        // What an opened relation shows already is passed over, so that each press adds something.
        let next = graph.state.grow(state, id);
        while (next.open.get(id).pages * page < every && graph.picture(next, known, page).all.length === picture.all.length) next = graph.state.grow(next, id);
        go(next);
        canvas.frame(canvas.around(id), true, 0.5);
      },
      relation: (id, key, asked) => {
        if (full(id)) { tooMany(); return; }
        if (asked) expanded.add(key);
        go(graph.state.setRelation(state, id, key, asked));
        canvas.frame(canvas.around(id), true, 0.3);
      },
      alone: (id, key) => {
        if (full(id)) { tooMany(); return; }
        expanded.clear();
        expanded.add(key);
        go(graph.state.alone(state, id, key));
        canvas.whole();
      },
      close: (id) => go(graph.state.close(state, id)),
      reveal: (id) => { go(graph.state.reveal(state, id)); },
      hide: (id) => { go(graph.state.hide(state, [id]), fill(says.hidden_one, { name: known.nodes.get(id).name || says.no_name })); },
      only: (id) => { go({ ...state, only: id }); canvas.whole(); },
      waysFrom: (id) => { from = id; details(); },
      startAt: (id) => graph.state.address({ ...state, start: id, open: new Map([[id, { pages: 1, relations: new Map() }]]), more: [], hidden: [], off: [], only: "", at: new Map() }, location.pathname, prefix, { whole, lang: about.lang }).address,
      undo: () => travel(-1),
      redo: () => travel(1),
      all: () => go({ ...state, hidden: [], only: "" }),
    };

    const boxes = () => new Map(picture.nodes.map(({ id }) => [id, canvas.box(id)]));
    const tools = {
      in: () => canvas.zoom(1.25), out: () => canvas.zoom(0.8), all: () => canvas.whole(),
      start: () => act.select(state.start, true), undo: act.undo, redo: act.redo, reveal: act.all,
      copy: async () => {
        const { address, left } = addressOf(state);
        const link = new URL(address, location.href).href;
        try {
          await navigator.clipboard.writeText(link);
          tell(says.copied, left ? fill(says.link_left, { n: left }) : "");
        } catch {
          tell(`${says.copy_failed} ${link}`);
        }
      },
      more: () => $("graph-more").setAttribute("aria-expanded", String($("graph-more").getAttribute("aria-expanded") !== "true")),
      svg: () => save("svg"), png: () => save("png"),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : $("graph-view").requestFullscreen?.()),
    };
    const save = (form) => graph.exported(form, {
      about, picture, boxes: boxes(), title: known.nodes.get(state.start)?.name || says.title,
      address: new URL(addressOf(state).address, location.href).href, colouring,
    }).catch(() => tell(says.save_failed));

    // --- beginning -------------------------------------------------------------------------------
    $("graph-view").hidden = false;
    const canvas = graph.canvas(place, about, {
      select: (id) => act.select(id), open: act.open, look: colouring.look, badge: colouring.badge,
      menu: () => ($("graph-details").querySelector("button") || $("graph-details-title")).focus(),
      moved: (places) => go(graph.state.move(state, places.map(([id, { x, y }]) => [id, [x, y]])), says.moved),
    });
    graph.minimap?.(place, canvas);
    $("graph-details-title").tabIndex = -1;
    for (const one of document.querySelectorAll("[data-graph]")) one.addEventListener("click", () => tools[one.dataset.graph]());
    document.querySelector(".graph-tools").addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || $("graph-more").getAttribute("aria-expanded") !== "true") return;
      tools.more();
      if ($("graph-more").offsetParent) $("graph-more").focus();
    });
    $("graph-by").addEventListener("change", ({ target }) => go({ ...state, by: target.value }));
    graph.keyboard?.({ surface: canvas.surface, canvas, act, tools, selected: () => selected, state: () => state });
    graph.finding?.($("graph-find"), { says, tell, picture: () => picture, canvas, select: (id) => act.select(id, true) });
    if (!await load([...state.open.keys()]) || !known.nodes.has(state.start)) return false;
    selected = state.start;
    last = history.state?.step || 0;
    if (!history.state) history.replaceState({ step: 0 }, "");
    render();
    canvas.whole(false);
    if (picture.nodes.length < 60 && canvas.network.getScale() < 0.36) canvas.frame([state.start, ...picture.nodes.map(({ id }) => id)], false, 0.36);
    tell(told());
    colour();
    return true;
  };

  // On the live service the page carries what its address opens.
  const holder = $("graph-data");
  if (!holder || holder.dataset.prepared || typeof vis === "undefined") return;
  const about = JSON.parse(holder.textContent);
  const ask = async (address, id) => {
    const answer = await fetch(`${address}?${new URLSearchParams({ node: id, lang: about.lang, ...(about.year && { as_of: about.year }) })}`, { headers: { Accept: "application/json" } });
    if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
    return answer.ok ? answer.json() : null;
  };
  // Another year shows what is opened now, not what was when the page came.
  document.querySelector(".as-of")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const here = new URL(location.href), year = event.target.elements.as_of.value;
    if (year) here.searchParams.set("as_of", year);
    else here.searchParams.delete("as_of");
    location.assign(here);
  });
  graph.start(
    about,
    // What is gone since an address was kept is left out, as the service leaves it out of its table.
    async (id) => await ask(about.expand, id) || { nodes: [], edges: [], steps: { [id]: [] }, chains: {} },
    { first: about, figures: async (id) => await ask(about.figures, id) || {} },
  );
})();
