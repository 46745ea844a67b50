import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import { codeHook } from '../../deploy/lex/fulfilment.mjs';
import { token, url } from './suite.mjs';

// A minute shows the real limits; four seconds show the same in less time.
const SECONDS = Number(process.env.LEX_SECONDS ?? 4);
const PATIENCE = SECONDS > 30 ? 26_500 : 3_500;
const documents = new URL('../../api-service/src/test/resources/lex/', import.meta.url);
const read = async (name) => JSON.parse(await readFile(new URL(name, documents)));

let valid;
let hook;
let issuer;

/** The Lambda function as AWS would run it; its issuer gives the demo user's token for the bot's credentials. */
before(async () => {
  valid = new Ajv({ strict: false }).compile(await read('response.schema.json'));
  issuer = createServer(async (request, response) => {
    const known = request.headers.authorization === `Basic ${Buffer.from('bot:secret').toString('base64')}`;
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? { access_token: await token('ana'), expires_in: 300 } : { error: 'invalid_client' }));
  });
  await new Promise((ready) => issuer.listen(0, 'localhost', ready));
  const TOKEN_URL = `http://localhost:${issuer.address().port}/token`;
  hook = codeHook({ TRIADE_URL: url('API'), TOKEN_URL, CLIENT_ID: 'bot', CLIENT_SECRET: 'secret' });
});
after(() => issuer.close());

async function answered(event, millis = 30_000) {
  const answer = await hook(event, { getRemainingTimeInMillis: () => millis });
  assert.ok(valid(answer), JSON.stringify(valid.errors, null, 1) + JSON.stringify(answer, null, 1));
  return answer;
}

/** A session whose turns take the echo model, whatever the suite's default is. */
async function session() {
  const answer = await fetch(url('API') + '/v1/sessions', {
    method: 'POST',
    headers: { authorization: `Bearer ${await token('ana')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'local.echo-v1' }),
  });
  return (await answer.json()).id;
}

async function says(text, attributes) {
  const event = await read('events/fulfilment-text.json');
  event.inputTranscript = text;
  event.sessionState.sessionAttributes = attributes;
  return event;
}

const step = (answer) => `${answer.sessionState.dialogAction.type} ${answer.sessionState.intent.state}`;
const turns = async (id) => {
  const answer = await fetch(`${url('API')}/v1/sessions/${id}/turns`, {
    headers: { authorization: `Bearer ${await token('ana')}` },
  });
  return (await answer.json()).items;
};
const generations = async (run) => (await fetch(`${url('LOCAL_AWS')}/_local/generations/${run}`)).json();

test('a bot answers, and remembers what was said', async () => {
  const id = await session();
  const first = await answered(await says('one two three', { own: 'kept', 'triade-session': id }));
  const second = await answered(await says('four', first.sessionState.sessionAttributes));

  assert.equal(step(first), 'Close Fulfilled');
  assert.equal(first.messages[0].content, 'one two three');
  assert.equal(second.messages[0].content, 'four');
  assert.deepEqual(second.sessionState.sessionAttributes, { own: 'kept', 'triade-session': id, 'triade-turn': '2' });
  assert.deepEqual(
    (await turns(id)).map((turn) => turn.input),
    ['one two three', 'four'],
  );
});

test('a slot is collected by Lex itself', async () => {
  assert.equal(step(await answered(await read('events/dialog-elicit-slot.json'))), 'Delegate InProgress');
});

test('a long generation is answered in progress, and delivered on a poll, once', async () => {
  const id = await session();
  const question = `#echo delay=100 repeat=${SECONDS * 10}\nword `;
  const began = Date.now();
  let answer = await answered(await says(question, { 'triade-session': id }), PATIENCE);
  const waited = Date.now() - began;
  const run = answer.sessionState.sessionAttributes['triade-run'];

  assert.equal(step(answer), 'ElicitIntent InProgress');
  assert.ok(waited < Math.min(PATIENCE, 25_000), `in progress after ${waited} ms`);

  let polls = 0;
  while (step(answer) !== 'Close Fulfilled') {
    polls++;
    assert.ok(polls <= 5);
    answer = await answered(await says('Is it ready?', answer.sessionState.sessionAttributes), 30_000);
  }
  const text = answer.messages.map((message) => message.content).join(' ');
  assert.equal(text.split(/\s+/).length, SECONDS * 10);
  assert.equal(answer.sessionState.sessionAttributes['triade-run'], undefined);
  assert.equal((await turns(id)).length, 1);
  assert.equal((await generations(run)).started, 1);
  console.log(`in progress after ${waited} ms, delivered on poll ${polls}, ${Date.now() - began} ms in all`);

  const next = await answered(await says('and now?', answer.sessionState.sessionAttributes));
  assert.equal(next.messages[0].content, 'and now?');
});

test('the same words after a lost answer are the same turn', async () => {
  const id = await session();
  const event = await says('once only', { 'triade-session': id });
  const [first, again] = [await answered(event), await answered(event)];

  assert.deepEqual(again, first);
  assert.equal((await turns(id)).length, 1);
});

test('a run that started here is the same run elsewhere', async () => {
  const id = await session();
  const waiting = await answered(await says('#echo delay=100 repeat=30\nword ', { 'triade-session': id }), 2_500);
  const run = waiting.sessionState.sessionAttributes['triade-run'];
  const events = await fetch(`${url('API')}/v1/runs/${run}/events?after=0`, {
    headers: { authorization: `Bearer ${await token('ana')}`, accept: 'text/event-stream' },
  });
  const text = [...(await events.text()).matchAll(/"type":"text-delta","text":("[^"]*")/g)].map((found) => JSON.parse(found[1]));
  const delivered = await answered(await says('ready?', waiting.sessionState.sessionAttributes));

  assert.equal(delivered.messages.map((message) => message.content).join(''), text.join('').trim());
});

test('a model that is not there fails the intent, and the bot goes on', async () => {
  const created = await fetch(url('API') + '/v1/sessions', {
    method: 'POST',
    headers: { authorization: `Bearer ${await token('ana')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'local.script-v1' }),
  });
  const failed = await answered(await says('[unavailable] please', { 'triade-session': (await created.json()).id }));

  assert.equal(step(failed), 'Close Failed');
  const carried = failed.sessionState.sessionAttributes;
  assert.match(carried['triade-problem'], /model-unavailable/);

  const collecting = await says('', carried);
  collecting.invocationSource = 'DialogCodeHook';
  assert.equal((await answered(collecting)).sessionState.sessionAttributes['triade-problem'], undefined);
  const another = await answered(await says('on we go', { ...carried, 'triade-session': await session() }));
  assert.equal(step(another), 'Close Fulfilled');
  assert.equal(another.sessionState.sessionAttributes['triade-problem'], undefined);
});

test('where Triade is away, Lex still gets an answer', async () => {
  const alone = codeHook({ TRIADE_URL: 'http://localhost:1', TOKEN_URL: 'http://localhost:1', CLIENT_ID: 'b', CLIENT_SECRET: 's' });
  const answer = await alone(await says('hello', {}), { getRemainingTimeInMillis: () => 3_000 });

  assert.ok(valid(answer), JSON.stringify(valid.errors));
  assert.equal(step(answer), 'Close Failed');
});
