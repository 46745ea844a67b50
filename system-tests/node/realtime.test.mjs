import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { WebSocket } from 'ws';
import { parse } from 'yaml';
import { token, url } from './suite.mjs';

const TEXT = 'The quick brown fox jumps over the lazy dog, twice, and says Olá 😀 to everybody.';
const address = url('API').replace(/^http/, 'ws') + '/v1/realtime';
const docs = new URL('../../docs/', import.meta.url);
const run = { model: 'local.echo-v1', messages: [{ role: 'user', content: [{ type: 'text', text: TEXT }] }] };
const text = (events) => events.map((event) => event.text ?? '').join('');

let ana;
let valid;
before(async () => {
  ana = await token('ana');
  valid = validators(parse(await readFile(new URL('api/asyncapi.yaml', docs), 'utf8')));
});

/** For each message of the document, whether something is one. */
function validators(document) {
  const ajv = new Ajv({ strict: false });
  addFormats(ajv);
  ajv.addSchema({ $id: 'doc', components: document.components });
  return (message) => {
    const schema = document.components.messages[message.type]?.payload.$ref;
    assert.ok(schema, `${message.type} is not in the document`);
    const check = ajv.getSchema('doc' + schema);
    assert.ok(check(message), `${JSON.stringify(message)}: ${ajv.errorsText(check.errors)}`);
    return message;
  };
}

/** A socket that holds both sides to the document. */
class Client {
  #waiting = [];
  #said = [];

  constructor(protocols = ['triade.v1', 'quarkus-http-upgrade#Authorization#Bearer%20' + ana]) {
    this.socket = new WebSocket(address, protocols);
    this.closed = new Promise((resolve) => this.socket.on('close', (code, why) => resolve([code, why.toString()])));
    this.socket.on('message', (data, binary) => {
      assert.ok(!binary);
      const message = valid(JSON.parse(data.toString()));
      const next = this.#waiting.shift();
      if (next) next(message);
      else this.#said.push(message);
    });
  }

  say(message) {
    this.socket.send(JSON.stringify(valid(message)));
  }

  next() {
    return this.#said.length > 0
      ? Promise.resolve(this.#said.shift())
      : new Promise((resolve) => this.#waiting.push(resolve));
  }

  async until(type) {
    const all = [];
    do all.push(await this.next());
    while (all.at(-1).type !== type);
    return all;
  }
}

/** What the documentation tells people to write, as they would have it. */
async function example(Socket) {
  const page = await readFile(new URL('realtime.md', docs), 'utf8');
  const code = /```js\n([^]*?)```/.exec(page)[1];
  return new Function('WebSocket', code + '\nreturn ask;')(Socket);
}

test('the twenty lines of the documentation show an answer', async () => {
  const ask = await example(WebSocket);
  const events = [];

  await ask(address, () => ana, run, (event) => events.push(event));

  assert.equal(text(events), TEXT);
  assert.equal(events.at(-1).type, 'completed');
});

test('they go on where they were when the connection is cut, wherever it is', async () => {
  const slow = { ...run, messages: [{ role: 'user', content: [{ type: 'text', text: '#echo delay=40\n' + TEXT }] }] };
  let sockets = 0;
  class Fragile extends WebSocket {
    constructor(...of) {
      super(...of);
      const lives = 2 + 3 * sockets++;
      let heard = 0;
      this.on('message', () => sockets < 5 && ++heard === lives && this.terminate());
    }
  }
  const ask = await example(Fragile);
  const cut = [];
  const whole = [];

  await ask(address, () => ana, slow, (event, offset) => cut.push([offset, event]));
  const runId = cut[0][1].runId;
  const again = new Client();
  again.say({ type: 'attach', ref: 'again', runId });
  for (const message of await again.until('ended')) if (message.type === 'event') whole.push([message.offset, message.event]);
  again.socket.close();

  assert.equal(sockets, 5);
  assert.deepEqual(cut.map(([offset]) => offset), cut.map((_, index) => index + 1));
  assert.deepEqual(cut, whole);
});

test('many runs go over one socket, and every message is as the document says', async () => {
  const client = new Client();
  const ready = await client.next();
  for (let i = 0; i < 20; i++) client.say({ type: 'start', ref: 'r' + i, run });
  const answers = {};
  for (let ended = 0; ended < 20; ) {
    const message = await client.next();
    if (message.type === 'event') (answers[message.ref] ??= []).push(message.event);
    if (message.type === 'ended') ended++;
  }
  client.socket.close(1000);

  assert.equal(ready.type, 'ready');
  assert.equal(client.socket.protocol, 'triade.v1');
  assert.equal(Object.keys(answers).length, 20);
  for (const events of Object.values(answers)) assert.equal(text(events), TEXT);
  assert.deepEqual(await client.closed, [1000, '']);
});

test('a key makes one run, over WebSocket and REST alike', async () => {
  const idempotencyKey = randomUUID();
  const client = new Client();
  client.say({ type: 'start', ref: 'one', run, idempotencyKey });
  const first = await client.until('ended');
  client.say({ type: 'start', ref: 'two', run, idempotencyKey });
  const second = await client.until('ended');
  const rest = await fetch(url('API') + '/v1/runs', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + ana, 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify(run),
  });
  client.say({ type: 'start', ref: 'three', run: { ...run, system: 'Another.' }, idempotencyKey });
  const refused = await client.until('error');
  client.socket.close();

  const accepted = (said) => said.find((message) => message.type === 'accepted');
  const events = (said) => said.filter((message) => message.type === 'event').map(({ event }) => event);
  assert.equal(accepted(first).replayed, false);
  assert.equal(accepted(second).replayed, true);
  assert.equal(accepted(second).runId, accepted(first).runId);
  assert.deepEqual(events(second), events(first));
  assert.equal((await rest.json()).id, accepted(first).runId);
  assert.equal(refused.at(-1).problem.type, '/problems/idempotency-key-reused');
});

test('a run is cancelled, and whoever follows it sees that', async () => {
  const endless = { ...run, messages: [{ role: 'user', content: [{ type: 'text', text: '#echo delay=200\n' + 'word '.repeat(500) }] }] };
  const client = new Client();
  client.say({ type: 'start', ref: 'long', run: endless });
  const [accepted] = (await client.until('event')).filter((message) => message.type === 'accepted');
  client.say({ type: 'cancel', ref: 'stop', runId: accepted.runId });
  const said = [];
  while (!(said.some(({ type }) => type === 'ended') && said.some(({ type }) => type === 'cancelled'))) {
    said.push(await client.next());
  }
  client.socket.close();

  assert.ok(['cancelled', 'succeeded'].includes(said.find(({ type }) => type === 'cancelled').state));
});

test('a channel carries what is published while somebody hears it', async () => {
  const channel = 'shared:' + randomUUID();
  const hearing = new Client();
  const speaking = new Client();
  hearing.say({ type: 'subscribe', ref: 'all', channel });
  await hearing.until('subscribed');
  hearing.say({ type: 'subscribe', ref: 'some', channel, filter: { kind: ['a', 'b'] } });
  await hearing.until('subscribed');
  speaking.say({ type: 'publish', ref: '1', channel, data: { kind: 'c', n: 1.5 } });
  await speaking.until('published');
  speaking.say({ type: 'publish', ref: '2', channel, data: { kind: 'b' } });
  await speaking.until('published');

  const heard = [];
  while (heard.length < 3) heard.push(await hearing.next());
  hearing.socket.close();
  speaking.socket.close();
  const data = (ref) => heard.filter((message) => message.ref === ref).map((message) => message.data);
  assert.deepEqual(data('all'), [{ kind: 'c', n: 1.5 }, { kind: 'b' }]);
  assert.deepEqual(data('some'), [{ kind: 'b' }]);
  assert.equal(heard[0].channel, channel);
});

test('a token may come as the first message, and a bad one closes', async () => {
  const late = new Client(['triade.v1']);
  late.socket.on('open', () => late.say({ type: 'authenticate', token: ana }));
  assert.equal((await late.next()).type, 'ready');
  late.socket.close();

  const bad = new Client(['triade.v1']);
  bad.socket.on('open', () => bad.say({ type: 'authenticate', token: 'no.such.token' }));
  assert.equal((await bad.next()).problem.type, '/problems/unauthenticated');
  assert.equal((await bad.closed)[0], 4401);
});
