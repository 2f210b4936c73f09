// One tab per example; the token goes into the header editor below the query.
(async () => {
  const response = await fetch('/explorer/examples.graphql');
  const examples = (await response.text()).split(/^# ---$/m).map((text) => text.trim()).filter(Boolean);
  const headers = JSON.stringify({ authorization: 'Bearer ' }, null, 2);
  const socket = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;
  ReactDOM.createRoot(document.getElementById('explorer')).render(
    React.createElement(GraphiQL, {
      fetcher: GraphiQL.createFetcher({ url: '/graphql', subscriptionUrl: socket }),
      defaultTabs: examples.map((query) => ({ query, headers })),
      defaultHeaders: headers,
      defaultEditorToolsVisibility: 'headers',
      isHeadersEditorEnabled: true,
      shouldPersistHeaders: false,
    }),
  );
})();
