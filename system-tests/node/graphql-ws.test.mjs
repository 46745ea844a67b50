import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { token, url } from './suite.mjs';

const address = url('API').replace('http', 'ws') + '/graphql';
const PROTOCOL = 'graphql-transport-ws';
const EVENTS = `subscription($id: ID!, $after: Long) { runEvents(id: $id, after: $after) {
  __typename offset ... on TextDelta { text } ... on Completed { stopReason } ... on Failed { problem { type } } } }`;
let ana;
before(async () => {
  ana = await token('ana');
});

const client = (options = {}) =>
  createClient({
    url: address,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: async () => ({ Authorization: `Bearer ${ana}` }),
    ...options,
  });

async function ask(query, variables) {
  const answer = await fetch(url('API') + '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ana}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()).data;
}

const start = async (text) =>
  (
    await ask('mutation($i: RunInput!) { startRun(input: $i) { id } }', {
      i: { model: 'local.echo-v1', messages: [{ role: 'USER', content: [{ text }] }] },
    })
  ).startRun.id;

/** Whatever a raw socket is told until it is closed. */
function raw(say, { protocols = PROTOCOL, headers } = {}) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, protocols, { headers });
    const heard = [];
    socket.on('open', () => say?.(socket));
    socket.on('message', (data) => {
      heard.push(JSON.parse(data));
      socket.emit('heard', heard.at(-1));
    });
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason), heard }));
    socket.on('error', reject);
  });
}
const send = (socket, message) => socket.send(JSON.stringify(message));
const initialised = (then) => (socket) => {
  send(socket, { type: 'connection_init', payload: { Authorization: `Bearer ${ana}` } });
  socket.on('heard', (message) => message.type === 'connection_ack' && then(socket));
};

test('a run is followed from its first event to its end', async () => {
  const text = 'The quick brown fox jumps over the lazy dog, twice.';
  const ws = client();
  const events = [];
  for await (const { data } of ws.iterate({ query: EVENTS, variables: { id: await start(text) } })) {
    events.push(data.runEvents);
  }
  await ws.dispose();
  assert.deepEqual(events.map((event) => event.offset), events.map((_, i) => i + 1));
  assert.equal(events[0].__typename, 'Started');
  assert.deepEqual(events.at(-1), { __typename: 'Completed', offset: events.length, stopReason: 'END_TURN' });
  assert.equal(events.map((event) => event.text ?? '').join(''), text);
});

test('another connection goes on after any offset', async () => {
  const id = await start('#echo delay=20 repeat=20\nword');
  const first = client();
  const seen = [];
  for await (const { data } of first.iterate({ query: EVENTS, variables: { id } })) {
    seen.push(data.runEvents);
    if (seen.length === 5) break;
  }
  first.terminate();
  const second = client();
  for await (const { data } of second.iterate({ query: EVENTS, variables: { id, after: seen.at(-1).offset } })) {
    seen.push(data.runEvents);
  }
  await second.dispose();
  assert.deepEqual(seen.map((event) => event.offset), seen.map((_, i) => i + 1));
  assert.equal(seen.at(-1).__typename, 'Completed');
});

test('a channel is heard with a filter, and left by the server', async () => {
  const ws = client();
  const name = `me:judge-${Date.now()}`;
  const heard = [];
  const say = (n) =>
    ask('mutation($c: String!, $d: JSON!) { publish(channel: $c, data: $d) }', { c: name, d: { n, text: `t${n}` } });
  const knocking = setInterval(() => say(0), 50);
  for await (const { data } of ws.iterate({
    query: `subscription($c: String!) { channel(name: $c, filter: {or: [{field: "n", in: [0, 2]}, {field: "text",
      beginsWith: "t4"}]}, until: {field: "n", ge: 4}) { data from } }`,
    variables: { c: name },
  })) {
    if (data.channel.data.n !== 0) {
      heard.push(data.channel);
    } else if (heard.length === 0) {
      heard.push('begun');
      clearInterval(knocking);
      for (const n of [1, 2, 3, 4, 5]) await say(n);
    }
  }
  await ws.dispose();
  assert.deepEqual(heard, [
    'begun',
    { data: { n: 2, text: 't2' }, from: 'ana' },
    { data: { n: 4, text: 't4' }, from: 'ana' },
  ]);
});

test('queries and mutations are answered too, and errors are errors', async () => {
  const ws = client();
  const ask = (query) =>
    new Promise((resolve, reject) => {
      const results = [];
      ws.subscribe({ query }, { next: (result) => results.push(result), error: reject, complete: () => resolve(results) });
    });
  assert.deepEqual(await ask('{ me { subject } }'), [{ data: { me: { subject: 'ana' } } }]);
  await assert.rejects(ask('{ nothing }'), (errors) => errors[0].extensions.status === 400);
  await assert.rejects(
    ask('subscription { runEvents(id: "r_01hzzzzzzzzzzzzzzzzzzzzzzz") { offset } }'),
    (errors) => errors[0].extensions.type === '/problems/not-found',
  );
  await ws.dispose();
});

test('the client completes and its run goes on', async () => {
  const id = await start('#echo delay=20 repeat=30\nword');
  const ws = client();
  for await (const { data } of ws.iterate({ query: EVENTS, variables: { id } })) {
    if (data.runEvents.offset === 2) break;
  }
  const again = [];
  for await (const { data } of ws.iterate({ query: EVENTS, variables: { id } })) again.push(data.runEvents);
  await ws.dispose();
  assert.equal(again.at(-1).__typename, 'Completed');
});

test('pings are answered with their payload, before and after the acknowledgement', async () => {
  const { heard } = await raw((socket) => {
    send(socket, { type: 'ping', payload: { n: 1 } });
    initialised(() => send(socket, { type: 'ping' }))(socket);
    socket.on('heard', (message) => message.type === 'pong' && !message.payload && socket.close(1000));
  });
  assert.deepEqual(heard.map((message) => message.type).sort(), ['connection_ack', 'pong', 'pong']);
  assert.deepEqual(heard.find((message) => message.payload), { type: 'pong', payload: { n: 1 } });
});

test('two runs share one socket', async () => {
  const ws = client();
  const texts = ['one two three', 'four five six'];
  const read = async (id) => {
    let said = '';
    for await (const { data } of ws.iterate({ query: EVENTS, variables: { id } })) said += data.runEvents.text ?? '';
    return said;
  };
  assert.deepEqual(await Promise.all((await Promise.all(texts.map(start))).map(read)), texts);
  await ws.dispose();
});

test('big frames pass in both directions', async () => {
  const ws = client();
  const one = async (payload) => {
    for await (const result of ws.iterate(payload)) return result;
  };
  const text = 'word '.repeat(1_000).trim();
  const id = await start(text);
  for await (const _ of ws.iterate({ query: EVENTS, variables: { id } }));
  const read = await one({ query: 'query($id: ID!) { run(id: $id) { output } }', variables: { id } });
  assert.equal(read.data.run.output, text);
  const said = await one({
    query: 'mutation($d: JSON!) { publish(channel: "me:x", data: $d) }',
    variables: { d: 'x'.repeat(900_000) },
  });
  assert.equal(said.errors[0].extensions.type, '/problems/invalid-field');
  await ws.dispose();
});

const closes = {
  'a message that is no JSON': [(socket) => socket.send('{'), 4400],
  'a message of no known type': [(socket) => send(socket, { type: 'nonsense' }), 4400],
  'a subscription before the acknowledgement': [
    (socket) => send(socket, { type: 'subscribe', id: '1', payload: { query: '{ __typename }' } }),
    4401,
  ],
  'an initialisation without a token': [(socket) => send(socket, { type: 'connection_init' }), 4401],
  'an initialisation with a bad token': [
    (socket) => send(socket, { type: 'connection_init', payload: { Authorization: 'Bearer a.b.c' } }),
    4401,
  ],
  'two initialisations': [initialised((socket) => send(socket, { type: 'connection_init' })), 4429],
  'an id that is in use': [
    initialised((socket) => {
      const subscribe = {
        type: 'subscribe',
        id: 'twice',
        payload: { query: 'subscription { channel(name: "me:x") { at } }' },
      };
      send(socket, subscribe);
      send(socket, subscribe);
    }),
    4409,
  ],
  'no initialisation at all': [undefined, 4408],
  'a frame that is too big': [(socket) => socket.send('x'.repeat(3_000_000)), 1009],
  'a binary frame': [(socket) => socket.send(Buffer.from('{}')), 1003],
};
for (const [name, [say, code]] of Object.entries(closes)) {
  test(`the socket is closed with ${code} on ${name}`, async () => {
    assert.equal((await raw(say)).code, code);
  });
}

test('another sub-protocol is refused, and so is a foreign page', async () => {
  await assert.rejects(raw(undefined, { protocols: 'graphql-ws' }), /400/);
  await assert.rejects(raw(undefined, { headers: { origin: 'http://evil.example' } }), /403/);
});

test('a token that expires closes the socket with 4401, and the stream can be taken up again', async () => {
  const answer = await fetch(url('LOCAL_AWS') + '/_local/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: 'ana', expiresInSeconds: 3 }),
  });
  const short = (await answer.json()).access_token;
  const closed = await raw((socket) => {
    send(socket, { type: 'connection_init', payload: { Authorization: `Bearer ${short}` } });
  });
  assert.equal(closed.code, 4401);
  assert.equal(closed.reason, 'token-expired');
});

test('a page can put its token into a sub-protocol', async () => {
  const carried = encodeURIComponent(`quarkus-http-upgrade#Authorization#Bearer ${ana}`);
  const { heard } = await raw(
    (socket) => {
      send(socket, { type: 'connection_init' });
      socket.on('heard', () => socket.close(1000));
    },
    { protocols: [PROTOCOL, 'bearer-token-carrier', carried] },
  );
  assert.deepEqual(heard, [{ type: 'connection_ack' }]);
});
