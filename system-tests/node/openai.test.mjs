import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import OpenAI from 'openai';
import { token, url } from './suite.mjs';

const TEXT = 'The quick brown fox jumps over the lazy dog, twice.';
const baseURL = url('API') + '/openai/v1';
const user = (content) => [{ role: 'user', content }];
let client;
before(async () => {
  client = new OpenAI({ baseURL, apiKey: await token('ana'), maxRetries: 0 });
});

test('the models are listed', async () => {
  const ids = (await client.models.list()).data.map((model) => model.id);
  assert.ok(ids.includes('local.echo-v1'));
});

test('a completion has text and usage', async () => {
  const answer = await client.chat.completions.create({ model: 'local.echo-v1', messages: user(TEXT) });
  assert.equal(answer.choices[0].message.content, TEXT);
  assert.equal(answer.choices[0].finish_reason, 'stop');
  assert.equal(answer.usage.completion_tokens, 10);
});

test('a stream gives the same text, and its usage at the end', async () => {
  const stream = await client.chat.completions.create({
    model: 'local.echo-v1',
    messages: user(TEXT),
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    usage = chunk.usage ?? usage;
  }
  assert.equal(text, TEXT);
  assert.equal(usage.completion_tokens, 10);
});

test('errors have the right class', async () => {
  const ask = (model, text) => client.chat.completions.create({ model, messages: user(text) });
  const stranger = new OpenAI({ baseURL, apiKey: 'sk-none', maxRetries: 0 });
  await assert.rejects(ask('gpt-none', 'hello'), OpenAI.NotFoundError);
  await assert.rejects(ask('local.script-v1', '[throttle] please'), OpenAI.RateLimitError);
  await assert.rejects(
    stranger.chat.completions.create({ model: 'local.echo-v1', messages: user('hello') }),
    OpenAI.AuthenticationError,
  );
});

test('a fault in the middle of a stream is an APIError after the text', async () => {
  const stream = await client.chat.completions.create({
    model: 'local.script-v1',
    messages: user('[break] now'),
    stream: true,
  });
  let text = '';
  await assert.rejects(async () => {
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  }, OpenAI.APIError);
  assert.equal(text, 'This much was said ');
});
