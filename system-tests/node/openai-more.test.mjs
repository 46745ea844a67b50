import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import OpenAI from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { token, url } from './suite.mjs';

const TEXT = 'The quick brown fox jumps over the lazy dog, twice.';
const ECHO = 'local.echo-v1';
const SCRIPT = 'local.script-v1';
const baseURL = url('API') + '/openai/v1';
const Report = z.object({ city: z.string(), degrees: z.number() });
const SHAPED = '#tool report {"city": "Lima", "degrees": 19}';
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const user = (content) => [{ role: 'user', content }];
const weather = (args) => `It is 28 degrees in ${JSON.parse(args).city}.`;
const cancelled = async () =>
  (await (await fetch(url('LOCAL_AWS') + '/_local/metrics')).json()).generations.cancelled;
let client;
let key;
before(async () => {
  key = await token('ana');
  client = new OpenAI({ baseURL, apiKey: key, maxRetries: 0 });
});

async function until(condition, seconds = 5) {
  const end = performance.now() + 1000 * seconds;
  while (!(await condition()) && performance.now() < end) await new Promise((go) => setTimeout(go, 20));
  assert.ok(await condition());
}

async function all(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

test('chat: a whole round trip with two tools at once', async () => {
  const tools = [{ type: 'function', function: { name: 'get_weather', parameters } }];
  const messages = user('[two tools] please');
  const asked = (await client.chat.completions.create({ model: SCRIPT, messages, tools })).choices[0].message;
  messages.push(asked);
  for (const call of asked.tool_calls) {
    messages.push({ role: 'tool', tool_call_id: call.id, content: weather(call.function.arguments) });
  }
  const answered = await client.chat.completions.create({ model: SCRIPT, messages, tools });
  assert.equal(asked.tool_calls.length, 2);
  assert.equal(answered.choices[0].message.content, 'So it is warm there.');
});

test('chat: runTools goes through a whole loop', async () => {
  for (const stream of [false, true]) {
    const tool = { name: 'get_weather', parse: JSON.parse, parameters, function: ({ city }) => `It is 28 degrees in ${city}.` };
    const runner = client.chat.completions.runTools({
      model: SCRIPT,
      messages: user('[two tools] please'),
      tools: [{ type: 'function', function: tool }],
      stream,
    });
    assert.equal(await runner.finalContent(), 'So it is warm there.');
  }
});

test('chat: stored completions are listed by their metadata', async () => {
  const metadata = { judge: `${Date.now()}` };
  const made = [];
  for (const text of ['one', 'two', 'three']) {
    made.push(await client.chat.completions.create({ model: ECHO, messages: user(text), store: true, metadata }));
  }
  const listed = await all(client.chat.completions.list({ metadata, limit: 2 }));
  assert.deepEqual(listed.map((one) => one.id), made.map((one) => one.id));
  assert.deepEqual(listed[0].metadata, metadata);
});

test('chat: parse gives the form that was asked for', async () => {
  const answer = await client.chat.completions.parse({
    model: ECHO,
    messages: user(SHAPED),
    response_format: zodResponseFormat(Report, 'report'),
  });
  assert.deepEqual(answer.choices[0].message.parsed, { city: 'Lima', degrees: 19 });
});

test('chat: a throttled model is tried again by the SDK itself', async () => {
  const patient = new OpenAI({ baseURL, apiKey: key, maxRetries: 2 });
  const answer = await patient.chat.completions.create({ model: SCRIPT, messages: user(`[busy] ${Date.now()}`) });
  assert.equal(answer.choices[0].message.content, 'Not busy any more.');
});

test('chat: an abort ends the generation', async () => {
  const start = await cancelled();
  const stream = await client.chat.completions.create({
    model: ECHO,
    messages: user('#echo delay=20 repeat=500\nword'),
    stream: true,
  });
  for await (const chunk of stream) {
    if (chunk.choices[0].delta.content) break;
  }
  await until(async () => (await cancelled()) > start);
});

test('chat: a time-out is the SDK\'s own', async () => {
  await assert.rejects(
    client.chat.completions.create({ model: ECHO, messages: user('#echo first=20000\nlate') }, { timeout: 300 }),
    OpenAI.APIConnectionTimeoutError,
  );
});

test('embeddings: base64, which the SDK asks for by itself, says the same as numbers', async () => {
  const model = 'local.minilm-l6-v1';
  const input = ['one', 'two'];
  const decoded = await client.embeddings.create({ model, input });
  const numbers = await client.embeddings.create({ model, input, encoding_format: 'float' });
  assert.equal(decoded.data[1].embedding.length, 384);
  decoded.data[1].embedding.forEach((number, i) => assert.ok(Math.abs(number - numbers.data[1].embedding[i]) < 1e-6));
});

test('responses: a stream is taken up after any event with the same events', async () => {
  const events = await all(await client.responses.create({ model: ECHO, input: TEXT, stream: true, background: true }));
  const id = events[0].response.id;
  assert.deepEqual(events.map((event) => event.sequence_number), [...events.keys()]);
  for (const after of [0, 5, events.length - 2]) {
    const rest = await client.responses.retrieve(id, { stream: true, starting_after: after });
    assert.deepEqual(await all(rest), events.slice(after + 1));
  }
  const { output_text: _, ...whole } = await client.responses.retrieve(id);
  assert.deepEqual(JSON.parse(JSON.stringify(whole)), events.at(-1).response);
});

test('responses: background, cancel, input items, delete', async () => {
  const begun = await client.responses.create({
    model: ECHO,
    input: '#echo delay=50 repeat=500\nword',
    background: true,
  });
  assert.equal((await client.responses.cancel(begun.id)).status, 'cancelled');
  const first = await client.responses.create({ model: ECHO, input: 'one' });
  const second = await client.responses.create({ model: ECHO, input: 'two', previous_response_id: first.id });
  const items = await all(client.responses.inputItems.list(second.id, { order: 'asc', limit: 2 }));
  assert.deepEqual(items.map((item) => item.content[0].text), ['one', 'one', 'two']);
  await client.responses.delete(second.id);
  await assert.rejects(client.responses.retrieve(second.id), OpenAI.NotFoundError);
});

test('responses: parse gives the form that was asked for', async () => {
  const answer = await client.responses.parse({
    model: ECHO,
    input: SHAPED,
    text: { format: zodTextFormat(Report, 'report') },
  });
  assert.deepEqual(answer.output_parsed, { city: 'Lima', degrees: 19 });
});
