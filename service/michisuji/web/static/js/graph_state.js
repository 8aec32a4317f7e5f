// The explorer's state and its address: what is opened, hidden, moved and filtered. States are
// values: each change makes another one, so that undo is the browser's Back.
"use strict";
window.michisujiGraph = {};
(() => {
  // Longer addresses are cut by mail programs; the places of dragged nodes give way first.
  const LONGEST = 4000;
  const MOST = 200;
  const OPENED = /^(.+?)(?:~(-?\w+(?:\.\w+)?))?(?::([0-9]{1,4})(n?))?$/;
  const closed = () => ({ pages: 0, relations: new Map() });

  const readOpened = (value, prefix, open, fresh) => {
    const match = OPENED.exec(value.trim().replace(/^id\//, ""));
    if (!match) return;
    const [, name, key, count, named] = match;
    const id = prefix && !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(name) ? prefix + name : name;
    if (fresh.delete(id) || !open.has(id)) open.set(id, closed());
    const one = open.get(id);
    if (key) one.relations.set(key, { count: count ? Number(count) : null, named: Boolean(named) });
    else one.pages = Math.max(one.pages, Math.min(Number(count ?? 1), 60));
  };

  // `search` and `hash` of an address → the state, or null without a start.
  const parse = (search, hash, prefix, limit) => {
    const asked = [...new URLSearchParams(search), ...new URLSearchParams(hash.slice(1))];
    const all = (name) => asked.filter(([key]) => key === name).map(([, value]) => value.trim()).filter(Boolean);
    const full = (value) => (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(value) ? value : prefix + value.replace(/^id\//, ""));
    if (!all("node").length) return null;
    const open = new Map();
    readOpened(`${all("node")[0]}`, prefix, open, new Set());
    const start = open.keys().next().value;
    // The start shows its first neighbours unless the address says what is open of it.
    const fresh = new Set([start]);
    for (const value of all("open")) readOpened(value, prefix, open, fresh);
    const at = all("at").slice(0, MOST).map((value) => /^(.+)@(-?\d{1,6}),(-?\d{1,6})$/.exec(value)).filter(Boolean);
    return {
      start,
      open: new Map([...open].slice(0, limit)),
      more: all("with").slice(0, MOST).map(full),
      hidden: all("hide").slice(0, MOST).map(full),
      off: all("off").slice(0, 30),
      only: all("only").slice(0, 1).map(full)[0] || "",
      at: new Map(at.map(([, name, x, y]) => [full(name), [Number(x), Number(y)]])),
      by: all("by")[0] || "",
      year: /^\d{4}$/.test(all("as_of")[0]) ? all("as_of")[0] : "",
    };
  };

  const written = (pairs) => pairs.map(([key, value]) => `${key}=${encodeURIComponent(value).replace(/%2F/g, "/").replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%40/g, "@")}`).join("&");

  // The values of `open` for one resource.
  const opened = (name, { pages, relations }) => {
    const values = relations.size && !pages ? [] : [pages === 1 ? name : `${name}:${pages}`];
    for (const [key, { count, named }] of relations) {
      values.push(`${name}~${key}${count === null ? "" : `:${count}${named ? "n" : ""}`}`);
    }
    return values;
  };

  // The state's address below `page`; with `whole` in the fragment, as on the static site. `left`
  // counts the places and nodes that did not fit.
  const address = (state, page, prefix, { whole, lang }) => {
    const short = (id) => (prefix && id.startsWith(prefix) ? id.slice(prefix.length) : id);
    const asked = [["node", short(state.start)]];
    for (const [id, one] of state.open) {
      const values = opened(short(id), one);
      if (id !== state.start || values.length !== 1 || values[0] !== short(id)) {
        asked.push(...values.map((value) => ["open", value]));
      }
    }
    if (state.year) asked.push(["as_of", state.year]);
    if (!whole && lang === "en") asked.push(["lang", "en"]);
    const own = [
      ...state.off.map((kind) => ["off", kind]),
      ...(state.only ? [["only", short(state.only)]] : []),
      ...(state.by ? [["by", state.by]] : []),
      ...state.more.map((id) => ["with", short(id)]),
      ...state.hidden.map((id) => ["hide", short(id)]),
      ...[...state.at].map(([id, [x, y]]) => ["at", `${short(id)}@${Math.round(x)},${Math.round(y)}`]),
    ];
    let left = 0;
    while (own.length && written(own).length > LONGEST) { own.pop(); left += 1; }
    const tail = written(own);
    const made = whole ? `#${written(asked)}${tail && `&${tail}`}` : `${page}?${written(asked)}${tail && `#${tail}`}`;
    return { address: made, left };
  };

  // A change of what is open of one resource.
  const change = (state, id, update) => {
    const open = new Map(state.open);
    const before = open.get(id) || closed();
    const after = { pages: before.pages, relations: new Map(before.relations) };
    update(after);
    if (after.pages || after.relations.size || id === state.start) open.set(id, after);
    else open.delete(id);
    return { ...state, open };
  };
  const grow = (state, id) => change(state, id, (one) => { one.pages += 1; });
  const close = (state, id) => change(state, id, (one) => { one.pages = 0; one.relations.clear(); });
  const setRelation = (state, id, key, shown) => change(state, id, (one) => {
    if (shown) one.relations.set(key, shown); else one.relations.delete(key);
  });
  // Only this relation of a resource.
  const alone = (state, id, key) => setRelation(close(state, id), id, key, { count: null, named: false });
  const hide = (state, ids) => ({ ...state, hidden: [...new Set([...state.hidden, ...ids])] });
  const reveal = (state, id) => ({
    ...state, more: [...new Set([...state.more, id])], hidden: state.hidden.filter((one) => one !== id),
  });
  const move = (state, places) => ({ ...state, at: new Map([...state.at, ...places]) });

  Object.assign(window.michisujiGraph, {
    state: { parse, address, grow, close, setRelation, alone, hide, reveal, move },
  });
})();
