// npm install graphql-ws graphql ws
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const client = createClient({
  url: '{{SOCKET_URL}}/graphql',
  webSocketImpl: WebSocket,
  connectionParams: { Authorization: 'Bearer {{TOKEN}}' },
});
const ask = (query, variables) => client.iterate({ query, variables });

let id;
for await (const { data } of ask('mutation($input: RunInput!) { startRun(input: $input) { id } }', {
  input: { model: '{{MODEL}}', messages: [{ role: 'USER', content: [{ text: 'Say hello' }] }] },
})) {
  id = data.startRun.id;
}

// Give the offset of the last event that you saw as `after`, and another connection goes on from there.
const events = `subscription($id: ID!, $after: Long!) {
  runEvents(id: $id, after: $after) { __typename offset ... on TextDelta { text } ... on Failed { problem { title } } }
}`;
for await (const { data } of ask(events, { id, after: 0 })) {
  process.stdout.write(data.runEvents.text ?? data.runEvents.problem?.title ?? '');
}
process.stdout.write('\n');
await client.dispose();
