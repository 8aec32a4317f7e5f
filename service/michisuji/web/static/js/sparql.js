// The one field for a query: with colours and completion where there are scripts, else plain. What
// is typed, in either language, is completed to the term of that name; no other host is asked.
(async () => {
  "use strict";
  const field = document.getElementById("query");
  if (!field || typeof Yasqe === "undefined") return;
  const words = JSON.parse(document.getElementById("editor-words").textContent);
  const known = await (await fetch(field.dataset.completions)).json();
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const terms = known.terms.map((term) => ({ ...term, all: fold(`${term.name} ${term.ja} ${term.en}`) }));
  // True while Ctrl+Space asks for completion.
  let asked = false;
  const byName = new Map(terms.map((term) => [term.name, term]));

  // What stands before the cursor back to a blank or a sign that ends a term.
  const typed = (editor) => {
    const cursor = editor.getDoc().getCursor();
    const before = editor.getDoc().getLine(cursor.line).slice(0, cursor.ch);
    return { cursor, word: /[^\s{}()[\];,.|/^"'?$]*$/.exec(before)[0] };
  };

  // Puts a term in, and declares its prefix unless the query does.
  const insert = (editor, data, chosen) => {
    editor.replaceRange(chosen.text, chosen.from || data.from, chosen.to || data.to);
    const [prefix] = chosen.text.split(":");
    if (known.prefixes[prefix] && !(prefix in editor.getPrefixesFromQuery())) {
      editor.addPrefixes({ [prefix]: known.prefixes[prefix] });
    }
  };

  Yasqe.registerAutocompleter({
    name: "terms",
    bulk: false,
    autoShow: true,
    persistenceId: null,
    isValidCompletionPosition(editor) {
      const { word, cursor } = typed(editor);
      const type = editor.getTokenAt(cursor).type || "";
      if (type === "comment" || type === "string" || type === "atom") return false;
      // By itself it opens for a name with prefix and for Japanese; else with Ctrl+Space.
      return asked || /^[\w-]+:/.test(word) || /[^\x00-\x7f]/.test(word);
    },
    preProcessToken(editor, token) {
      const { word, cursor } = typed(editor);
      const from = { line: cursor.line, ch: cursor.ch - word.length };
      return { ...token, string: word || " ", autocompletionString: fold(word), from, to: cursor };
    },
    get(editor, token) {
      const sought = token.autocompletionString;
      const found = terms.filter((term) => term.all.includes(sought));
      const rank = (term) => {
        const own = [fold(term.name), fold(term[words.lang])];
        return own.includes(sought) ? 0 : own.some((text) => text.startsWith(sought)) ? 1 : 2;
      };
      return found.sort((a, b) => rank(a) - rank(b)).slice(0, 60).map((term) => term.name);
    },
    postprocessHints(editor, hints) {
      return hints.map((hint) => {
        const term = byName.get(hint.text);
        const shown = term.name.startsWith("<") ? term.name.replace(/^<.*[#/]code[#/]?/, "<…") : term.name;
        const displayText = `${shown}  ${term[words.lang]} (${words[term.kind]})`;
        return { ...hint, displayText, hint: insert };
      });
    },
  });
  const place = document.createElement("div");
  field.before(place);
  const submit = () => field.form.requestSubmit();
  const editor = new Yasqe(place, {
    value: field.value,
    autocompleters: ["variables", "terms"],
    persistenceId: null,
    showQueryButton: false,
    createShareableLink: null,
    consumeShareLink: null,
    editorHeight: "22rem",
    extraKeys: {
      "Ctrl-Space": () => {
        asked = true;
        editor.autocomplete();
        asked = false;
      },
      "Ctrl-Enter": submit,
      "Cmd-Enter": submit,
      "Ctrl-/": () => editor.commentLines(),
      // The key that moves on in a form moves on here, too.
      Tab: false,
      "Shift-Tab": false,
    },
  });
  editor.showNotification = () => {};
  editor.setSize(null, "22rem");
  const input = editor.getInputField();
  input.setAttribute("aria-label", field.labels[0].textContent);
  input.setAttribute("aria-describedby", "editor-keys");
  document.getElementById("editor-keys").hidden = false;
  field.hidden = true;
  field.labels[0].addEventListener("click", () => editor.focus());
  field.form.addEventListener("submit", () => {
    field.value = editor.getValue();
  });
})();
