// Composes subgraphs: stdin [{name, url, sdl}], stdout {supergraph} or {errors: [{code, message}]}.
import { readFileSync } from 'node:fs';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

const write = (message) => process.stdout.write(JSON.stringify(message));

const services = [];
const errors = [];
for (const { name, url, sdl } of JSON.parse(readFileSync(0, 'utf8'))) {
  try {
    services.push({ name, url, typeDefs: parse(sdl) });
  } catch (error) {
    errors.push({ code: 'INVALID_GRAPHQL', message: `${name}: ${error.message}` });
  }
}
if (errors.length === 0) {
  const result = composeServices(services);
  for (const error of result.errors ?? []) {
    errors.push({ code: error.extensions?.code ?? 'COMPOSITION_FAILED', message: error.message });
  }
  if (errors.length === 0) write({ supergraph: result.supergraphSdl });
}
if (errors.length > 0) write({ errors });
