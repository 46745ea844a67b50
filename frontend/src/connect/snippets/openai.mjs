// npm install openai
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '{{BASE_URL}}/openai/v1', apiKey: '{{TOKEN}}' });

const stream = await client.chat.completions.create({
  model: '{{MODEL}}',
  messages: [{ role: 'user', content: 'Say hello' }],
  stream: true,
});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');
process.stdout.write('\n');
