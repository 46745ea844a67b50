import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, embedMany, generateObject, generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { token, url } from './suite.mjs';

const TEXT = 'The quick brown fox jumps over the lazy dog, twice.';
const ECHO = 'local.echo-v1';
const SCRIPT = 'local.script-v1';
const schema = z.object({ city: z.string(), degrees: z.number() });
const tools = {
  get_weather: tool({
    description: 'Tells the weather',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => `It is 28 degrees in ${city}.`,
  }),
};
let openai;
before(async () => {
  openai = createOpenAI({ baseURL: url('API') + '/openai/v1', apiKey: await token('ana') });
});

for (const [api, model] of [
  ['chat completions', (id) => openai.chat(id)],
  ['responses', (id) => openai.responses(id)],
]) {
  test(`${api}: a text, whole and streamed, with its usage`, async () => {
    const whole = await generateText({ model: model(ECHO), prompt: TEXT });
    const streamed = streamText({ model: model(ECHO), prompt: TEXT });
    let text = '';
    for await (const delta of streamed.textStream) text += delta;
    assert.equal(whole.text, TEXT);
    assert.equal(text, TEXT);
    assert.equal(whole.usage.outputTokens, 10);
    assert.deepEqual((await streamed.usage).outputTokens, 10);
    assert.equal(await streamed.finishReason, 'stop');
  });

  test(`${api}: a whole loop with tools`, async () => {
    const answer = await generateText({
      model: model(SCRIPT),
      prompt: '[two tools] please',
      tools,
      stopWhen: stepCountIs(3),
    });
    assert.deepEqual(answer.steps[0].toolCalls.map((call) => call.input.city), ['Recife', 'Lima']);
    assert.equal(answer.text, 'So it is warm there.');
  });

  test(`${api}: an object of the schema that was asked for`, async () => {
    const answer = await generateObject({
      model: model(ECHO),
      schema,
      schemaName: 'report',
      prompt: '#tool report {"city": "Lima", "degrees": 19}',
    });
    assert.deepEqual(answer.object, { city: 'Lima', degrees: 19 });
  });

  test(`${api}: errors, its own retries and an abort`, async () => {
    await assert.rejects(
      generateText({ model: model('gpt-none'), prompt: 'x', maxRetries: 0 }),
      (error) => APICallError.isInstance(error) && error.statusCode === 404 && !error.isRetryable,
    );
    const patient = await generateText({ model: model(SCRIPT), prompt: `[busy] ${api} ${Date.now()}`, maxRetries: 2 });
    assert.equal(patient.text, 'Not busy any more.');
    await assert.rejects(
      generateText({
        model: model(ECHO),
        prompt: '#echo first=20000\nlate',
        maxRetries: 0,
        abortSignal: AbortSignal.timeout(300),
      }),
      (error) => error.name === 'TimeoutError' || error.name === 'AbortError',
    );
  });
}

test('embeddings', async () => {
  const { embeddings } = await embedMany({ model: openai.embedding('local.minilm-l6-v1'), values: ['one', 'two'] });
  assert.deepEqual(embeddings.map((vector) => vector.length), [384, 384]);
});
