// The site's data come as scripts: a page on disk may load scripts, but may not read other files.
// michisuji.load("search/about") resolves with what data/search/about.js hands to michisuji.take.
"use strict";
window.michisuji = (() => {
  const root = new URL("..", document.currentScript.src);
  const found = new Map();
  const waiting = new Map();

  const load = (name) => {
    if (!found.has(name)) {
      found.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        waiting.set(name, resolve);
        script.src = new URL(`data/${name}.js`, root).href;
        script.onerror = () => { found.delete(name); reject(new Error(name)); };
        document.head.append(script);
      }));
    }
    return found.get(name);
  };

  // FNV-1a over UTF-16 units: which of `count` files keeps a text.
  const shard = (text, count) => {
    let value = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) {
      value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
    }
    return value % count;
  };

  return { load, shard, take: (name, value) => waiting.get(name)?.(value) };
})();
