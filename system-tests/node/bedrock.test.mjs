import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  ModelStreamErrorException,
  ThrottlingException,
} from '@aws-sdk/client-bedrock-runtime';
import { url } from './suite.mjs';

const TEXT = 'The quick brown fox jumps over the lazy dog, twice.';
const bedrock = new BedrockRuntimeClient({
  endpoint: url('LOCAL_AWS'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
});
after(() => bedrock.destroy());

const asked = (modelId, text) => ({ modelId, messages: [{ role: 'user', content: [{ text }] }] });

test('Converse and its stream give the same text and usage', async () => {
  const whole = await bedrock.send(new ConverseCommand(asked('local.echo-v1', TEXT)));
  const streamed = await bedrock.send(new ConverseStreamCommand(asked('local.echo-v1', TEXT)));
  let text = '';
  let usage;
  for await (const event of streamed.stream) {
    text += event.contentBlockDelta?.delta.text ?? '';
    usage = event.metadata?.usage ?? usage;
  }
  assert.equal(whole.output.message.content[0].text, TEXT);
  assert.equal(text, TEXT);
  assert.deepEqual(usage, whole.usage);
  assert.equal(usage.outputTokens, 10);
});

test('a scripted throttle is a ThrottlingException', async () => {
  await assert.rejects(
    bedrock.send(new ConverseCommand(asked('local.script-v1', '[throttle] please'))),
    (error) => error instanceof ThrottlingException,
  );
});

test('a fault in the middle of a stream is its own exception', async () => {
  const streamed = await bedrock.send(new ConverseStreamCommand(asked('local.script-v1', '[break] now')));
  let text = '';
  await assert.rejects(
    async () => {
      for await (const event of streamed.stream) text += event.contentBlockDelta?.delta.text ?? '';
    },
    (error) => error instanceof ModelStreamErrorException,
  );
  assert.equal(text, 'This much was said ');
});

test('a caller that hangs up ends the generation', async () => {
  const metrics = async () => (await (await fetch(url('LOCAL_AWS') + '/_local/metrics')).json()).generations;
  const before = await metrics();
  const hangUp = new AbortController();
  const streamed = await bedrock.send(
    new ConverseStreamCommand(asked('local.echo-v1', '#echo delay=20 repeat=500\nword')),
    { abortSignal: hangUp.signal },
  );
  let deltas = 0;
  try {
    for await (const event of streamed.stream) {
      if (event.contentBlockDelta && ++deltas === 3) break;
    }
  } catch {
    // Leaving is allowed to look like an error to the one who leaves.
  }
  hangUp.abort();
  const left = performance.now();
  while ((await metrics()).cancelled === before.cancelled && performance.now() - left < 5000);
  const seen = performance.now() - left;
  assert.equal((await metrics()).cancelled, before.cancelled + 1);
  assert.ok(seen < 500, `cancelled in the model after ${Math.round(seen)} ms`);
});
