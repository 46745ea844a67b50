import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { z } from 'zod';
import { token, url } from './suite.mjs';

const TEXT = 'The quick brown fox jumps over the lazy dog, twice.';
const ECHO = 'local.echo-v1';
const SCRIPT = 'local.script-v1';
const TOOLS = [{ name: 'get_weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } }];
const baseURL = url('API') + '/anthropic';
const user = (content) => [{ role: 'user', content }];
let client;
before(async () => {
  client = new Anthropic({ baseURL, apiKey: await token('ana'), maxRetries: 0 });
});

test('the models are listed, page by page', async () => {
  const ids = [];
  for await (const model of client.models.list({ limit: 2 })) ids.push(model.id);
  assert.ok(ids.includes(ECHO) && ids.length > 2);
  assert.equal((await client.models.retrieve(ECHO)).id, ECHO);
});

test('a message has text and usage', async () => {
  const answer = await client.messages.create({ model: ECHO, max_tokens: 50, messages: user(TEXT) });
  assert.equal(answer.content[0].text, TEXT);
  assert.equal(answer.stop_reason, 'end_turn');
  assert.equal(answer.usage.output_tokens, 10);
  assert.match(answer._request_id, /^req_/);
});

test('a stream gives the same text, and its usage at the end', async () => {
  const stream = client.messages.stream({ model: ECHO, max_tokens: 50, messages: user(TEXT) });
  let text = '';
  stream.on('text', (delta) => (text += delta));
  const whole = await stream.finalMessage();
  assert.equal(text, TEXT);
  assert.equal(whole.content[0].text, TEXT);
  assert.equal(whole.usage.input_tokens, 10);
  assert.equal(whole.usage.output_tokens, 10);
});

test('tokens are counted', async () => {
  const count = await client.messages.countTokens({ model: ECHO, system: 'Be kind.', messages: user('one two') });
  assert.equal(count.input_tokens, 4);
});

test('a whole round trip with a tool, streamed', async () => {
  const ask = (messages) =>
    client.messages
      .stream({
        model: SCRIPT,
        max_tokens: 50,
        messages,
        tools: TOOLS,
        tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      })
      .finalMessage();
  const messages = user('[two cities] please');
  const asked = await ask(messages);
  const call = asked.content.find((block) => block.type === 'tool_use');
  assert.equal(asked.stop_reason, 'tool_use');
  assert.deepEqual(call.input, { city: 'Recife' });

  const result = { type: 'tool_result', tool_use_id: call.id, content: '28 °C' };
  const answer = await ask([
    ...messages,
    { role: 'assistant', content: asked.content },
    { role: 'user', content: [result] },
  ]);
  assert.equal(answer.content[0].text, 'It is 28 °C in Recife.');
});

test('the tool runner goes through a whole loop', async () => {
  const tool = betaZodTool({
    name: 'get_weather',
    description: 'Tells the weather',
    inputSchema: z.object({ city: z.string() }),
    run: () => '28 °C',
  });
  let last;
  const runner = client.beta.messages.toolRunner({
    model: SCRIPT,
    max_tokens: 99,
    messages: user('[two cities] please'),
    tools: [tool],
  });
  for await (const message of runner) last = message;
  assert.equal(last.content[0].text, 'It is 28 °C in Recife.');
});

test('parse gives the form that was asked for', async () => {
  const answer = await client.messages.parse({
    model: ECHO,
    max_tokens: 99,
    messages: user('#tool answer {"city": "Lima"}'),
    output_config: { format: zodOutputFormat(z.object({ city: z.string() })) },
  });
  assert.deepEqual(answer.parsed_output, { city: 'Lima' });
});

test('errors have the right class', async () => {
  const ask = (model, text, more) => client.messages.create({ model, max_tokens: 9, messages: user(text), ...more });
  const stranger = new Anthropic({ baseURL, apiKey: 'sk-ant-none', maxRetries: 0 });
  await assert.rejects(ask('claude-none', 'hello'), Anthropic.NotFoundError);
  await assert.rejects(ask(SCRIPT, '[throttle] please'), Anthropic.RateLimitError);
  await assert.rejects(ask(SCRIPT, '[unavailable] please'), Anthropic.InternalServerError);
  await assert.rejects(ask(ECHO, 'hello', { top_k: 3 }), Anthropic.BadRequestError);
  await assert.rejects(
    stranger.messages.create({ model: ECHO, max_tokens: 9, messages: user('hello') }),
    Anthropic.AuthenticationError,
  );
});

test("the client's own retries bring it through a throttle", async () => {
  const patient = new Anthropic({ baseURL, apiKey: client.apiKey, maxRetries: 2 });
  const text = `[throttle a while] ${process.hrtime.bigint()}`;
  const answer = await patient.messages.create({ model: SCRIPT, max_tokens: 9, messages: user(text) });
  assert.equal(answer.content[0].text, 'Served after all.');
});

test('a fault in the middle of a stream is an APIError after the text', async () => {
  const stream = await client.messages.create({
    model: SCRIPT,
    max_tokens: 50,
    messages: user('[break] now'),
    stream: true,
  });
  let text = '';
  await assert.rejects(async () => {
    for await (const event of stream) text += event.delta?.text ?? '';
  }, Anthropic.APIError);
  assert.equal(text, 'This much was said ');
});

test('an abort ends the stream, and a time-out is its own error', async () => {
  const stream = client.messages.stream({ model: ECHO, max_tokens: 900, messages: user('#echo delay=20 repeat=500\nword') });
  stream.once('text', () => stream.abort());
  await assert.rejects(stream.done(), Anthropic.APIUserAbortError);
  await assert.rejects(
    client.messages.create({ model: SCRIPT, max_tokens: 9, messages: user('[silence]') }, { timeout: 1000 }),
    Anthropic.APIConnectionTimeoutError,
  );
});
