// Every snippet of a shell and of Node that the frontend shows, run as a user would once the place-holders are filled in.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { token, url } from './suite.mjs';

const FOLDER = new URL('../../frontend/src/connect/snippets/', import.meta.url);
const ECHO = 'local.echo-v1';
const SHELL = ['/bin/sh', '-s'];
const NODE = [process.execPath, '--input-type=module', '-'];
let values;
before(async () => {
  const baseUrl = url('API');
  values = { BASE_URL: baseUrl, SOCKET_URL: baseUrl.replace('http', 'ws'), MODEL: ECHO, TOKEN: await token('ana') };
});

const isAnswer = (printed) => assert.equal(printed, 'Say hello\n');
const expectations = {
  'graphql.mjs': isAnswer,
  'graphql.sh': (printed) => {
    const { generate } = JSON.parse(printed).data;
    assert.deepEqual([generate.state, generate.output], ['SUCCEEDED', 'Say hello']);
  },
  'openai.mjs': isAnswer,
  'rest.sh': (printed) => {
    const events = [...printed.matchAll(/^id: (\d+)\ndata: (.*)$/gm)].map(([, , data]) => JSON.parse(data));
    assert.equal(events.map((event) => event.text ?? '').join(''), 'Say hello');
    assert.equal(events.at(-1).type, 'completed');
  },
  'websocket.mjs': isAnswer,
};

const filled = (name) =>
  readFileSync(new URL(name, FOLDER), 'utf8').replace(/\{\{(\w+)\}\}/g, (_, key) => values[key] ?? assert.fail(key));

/** The program comes by standard input, so that its imports are found from here. */
function run([command, ...args], program) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: import.meta.dirname, timeout: 60_000 });
    const printed = { out: '', err: '' };
    child.stdout.on('data', (data) => (printed.out += data));
    child.stderr.on('data', (data) => (printed.err += data));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...printed }));
    child.stdin.end(program);
  });
}

test('every snippet that is not Python is judged here', () => {
  const names = readdirSync(FOLDER).filter((name) => !name.endsWith('.py'));
  assert.deepEqual(names.sort(), Object.keys(expectations));
});

for (const [name, expectation] of Object.entries(expectations)) {
  test(`${name} prints the answer`, async () => {
    const { code, out, err } = await run(name.endsWith('.sh') ? SHELL : NODE, filled(name));
    assert.equal(code, 0, err + out);
    expectation(out);
  });
}

test('a snippet says so where the token is none', async () => {
  for (const name of ['rest.sh', 'openai.mjs', 'graphql.mjs', 'websocket.mjs']) {
    const program = filled(name).replaceAll(values.TOKEN, 'YOUR_TOKEN');
    const { code, out, err } = await run(name.endsWith('.sh') ? SHELL : NODE, program);
    assert.notEqual(code, 0, name);
    assert.match(out + err, /401|Unauthorized/, name);
  }
});
