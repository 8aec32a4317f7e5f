// Starts YASGUI with completions of this service only: its own would ask other hosts.
(async () => {
  "use strict";
  const place = document.getElementById("yasgui");
  if (!place || typeof Yasgui === "undefined") return;
  const known = await (await fetch(place.dataset.completions)).json();
  const { Yasqe, Yasr } = Yasgui;
  const local = {
    class: known.class,
    property: known.property,
    prefixes: Object.entries(known.prefixes).map(([name, iri]) => `${name}: <${iri}>`),
  };
  for (const [name, words] of Object.entries(local)) {
    Yasqe.forkAutocompleter(name, {
      name: `local-${name}`,
      bulk: true,
      persistenceId: null,
      get: () => words,
    });
  }
  Yasqe.defaults.autocompleters = ["variables", "local-class", "local-property", "local-prefixes"];

  // A problem document in words, instead of its JSON.
  Yasr.defaults.errorRenderers = [
    async (error) => {
      try {
        const problem = JSON.parse(error.text);
        if (!problem.title || !problem.detail) return undefined;
        const shown = document.createElement("p");
        shown.className = "notice error";
        shown.setAttribute("role", "alert");
        const title = document.createElement("strong");
        title.textContent = problem.title;
        shown.append(title, ` ${problem.detail} ${problem.hint || ""}`);
        return shown;
      } catch {
        return undefined;
      }
    },
    ...(Yasr.defaults.errorRenderers || []),
  ];

  const form = document.getElementById("query");
  // The whole address, which keeps the reader's language for error messages.
  const endpoint = new URL(place.dataset.endpoint, location.href).href;
  document.getElementById("editor-part").hidden = false;
  const editor = new Yasgui(place, {
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    copyEndpointOnNewTab: true,
    persistenceId: null,
    autofocus: false,
    // The query of the address is in the form already.
    populateFromUrl: false,
  });
  // What is shared is this page with the query in its form.
  const share = (tab) => {
    tab.getShareableLink = () => {
      const link = new URL(endpoint);
      link.searchParams.set("query", tab.getYasqe().getValue());
      return link.href;
    };
  };
  editor.on("tabSelect", (_, id) => share(editor.getTab(id)));
  const tab = editor.getTab();
  if (tab) {
    tab.setEndpoint(endpoint);
    tab.getYasqe().setValue(form.value);
    share(tab);
  }
})();
