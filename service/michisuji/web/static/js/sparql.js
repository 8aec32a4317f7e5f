// Starts YASGUI with completions of this service only: its own would ask other hosts.
(async () => {
  "use strict";
  const place = document.getElementById("yasgui");
  if (!place || typeof Yasgui === "undefined") return;
  const known = await (await fetch(place.dataset.completions)).json();
  const { Yasqe } = Yasgui;
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
  const form = document.getElementById("query");
  // Address as a full URL without the language: the editor adds ?query= itself.
  const endpoint = new URL(place.dataset.endpoint, location.href);
  endpoint.search = "";
  document.getElementById("editor-part").hidden = false;
  const editor = new Yasgui(place, {
    requestConfig: { endpoint: endpoint.href, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint: endpoint.href }] },
    copyEndpointOnNewTab: true,
    persistenceId: null,
    autofocus: false,
    yasqe: { createShareableLink: null, value: form.value },
  });
  const tab = editor.getTab();
  if (tab) {
    tab.setEndpoint(endpoint.href);
    tab.getYasqe().setValue(form.value);
  }
})();
