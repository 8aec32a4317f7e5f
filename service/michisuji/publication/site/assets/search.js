// The search over the names of all resources, from an index that was made with the site.
// Text is set with textContent only; nothing from the data is ever read as HTML.
"use strict";
(() => {
  const holder = document.getElementById("search-site");
  if (!holder) return;
  const says = holder.dataset;
  const english = document.documentElement.lang === "en";
  const MOST = 200;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const normal = (text) => text.normalize("NFKC").toLowerCase().split(/\s+/u).filter(Boolean).join(" ");
  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  // One letter is looked up by itself, a longer word by all its pairs.
  const pairs = (word) => {
    const letters = [...word];
    if (letters.length < 2) return letters;
    return [...new Set(letters.slice(1).map((letter, i) => letters[i] + letter))];
  };

  const numbersOf = async (pair, about) => {
    const part = await michisuji.load(`search/p${michisuji.shard(pair, about.shards)}`);
    let at = 0;
    return (part[pair] || []).map((step) => (at += step));
  };

  // Numbers in all of the lists, which run upwards; the shortest list first.
  const inAll = (lists) => {
    lists.sort((a, b) => a.length - b.length);
    return lists.slice(1).reduce((kept, list) => {
      const own = new Set(list);
      return kept.filter((number) => own.has(number));
    }, lists[0] || []);
  };

  const find = async (asked) => {
    const about = await michisuji.load("search/about");
    const words = normal(asked).split(" ").filter(Boolean);
    const wanted = [...new Set(words.flatMap(pairs))];
    const numbers = inAll(await Promise.all(wanted.map((pair) => numbersOf(pair, about))));
    const hits = [];
    for (const number of numbers) {
      const rows = await michisuji.load(`search/d${Math.floor(number / about.in_file)}`);
      const [kind, file, ja, en] = rows[number % about.in_file];
      const text = normal(`${ja} ${en || ""}`);
      if (words.every((word) => text.includes(word))) {
        hits.push({ kind: about.kinds[kind][english ? 1 : 0], file, name: (english && en) || ja, foreign: english && !en });
      }
    }
    return hits;
  };

  const show = (hits) => {
    const groups = new Map();
    for (const hit of hits.slice(0, MOST)) {
      if (!groups.has(hit.kind)) groups.set(hit.kind, []);
      groups.get(hit.kind).push(hit);
    }
    const sections = [...groups].map(([kind, members]) => {
      const section = make("section");
      const heading = make("h2", `${kind} `);
      heading.append(make("span", String(members.length), { class: "small" }));
      const list = make("ul", "", { class: "results" });
      for (const hit of members) {
        const item = make("li");
        item.append(make("a", hit.name, { href: `doc/${hit.file}.html`, ...(hit.foreign && /[\u3040-\u9fff]/.test(hit.name) ? { lang: "ja" } : {}) }));
        list.append(item);
      }
      section.append(heading, list);
      return section;
    });
    document.getElementById("search-results").replaceChildren(...sections);
  };

  const asked = (new URLSearchParams(location.search).get("q") || "").trim().slice(0, 200);
  const status = document.getElementById("search-status");
  for (const box of document.querySelectorAll("input[name=q]")) box.value = asked;
  if (!asked) return;
  document.querySelector("h1").textContent = fill(says.for, { words: asked });
  document.title = `${fill(says.for, { words: asked })} | ${says.brand}`;
  status.textContent = says.wait;
  find(asked).then((hits) => {
    const cut = hits.length > MOST ? ` ${fill(says.cut, { shown: MOST })}` : "";
    status.textContent = hits.length ? fill(says.found, { count: hits.length }) + cut : says.nothing;
    show(hits);
  }).catch(() => { status.textContent = says.failed; });
})();
