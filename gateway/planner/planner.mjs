// Makes query plans: one JSON document per line on stdin and stdout, one supergraph per process.
// First line in: {supergraph}; first line out: {schema} or {error}. Then {id, query, operationName} → {id, plan | error}.
import { createInterface } from 'node:readline';
import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { parse, print } from 'graphql';

const NO_LABELS = new Set();
const write = (message) => process.stdout.write(JSON.stringify(message) + '\n');

let planner;

function open(supergraph) {
  try {
    planner = new QueryPlanner(supergraph);
    // The planner's own consumerSchema has lost the descriptions.
    write({ schema: print(transformSupergraphToPublicSchema(parse(supergraph))) });
  } catch (error) {
    write({ error: String(error?.message ?? error) });
  }
}

async function plan({ id, query, operationName }) {
  try {
    write({ id, plan: await planner.planAsync(query, operationName ?? null, NO_LABELS, 0) });
  } catch (error) {
    write({ id, error: String(error?.message ?? error) });
  }
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const message = JSON.parse(line);
  if (planner) plan(message);
  else open(message.supergraph);
});
// The parent is gone: nobody can ask any more.
lines.on('close', () => process.exit(0));
