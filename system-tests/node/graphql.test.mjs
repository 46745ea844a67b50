import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, test } from 'node:test';
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  GraphQLSchema,
  lexicographicSortSchema,
  printSchema,
  specifiedDirectives,
} from 'graphql';
import { serverAudits } from 'graphql-http';
import { token, url } from './suite.mjs';

const endpoint = url('API') + '/graphql';
const TEXT = 'The quick brown fox jumps over the lazy dog, twice.';
let ana;
before(async () => {
  ana = await token('ana');
});

async function ask(query, variables, more = {}) {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${more.token ?? ana}` },
    body: JSON.stringify({ query, variables, ...more.body }),
  });
  return answer.json();
}

const messages = (text) => ({ messages: [{ role: 'USER', content: [{ text }] }] });
const generate = (model, text, wait = 25) =>
  ask(
    `mutation($input: RunInput!, $wait: Int!) { generate(input: $input, wait: $wait) {
      id state output stopReason usage { outputTokens } problem { type } } }`,
    { input: { model, ...messages(text) }, wait },
  );

const audits = serverAudits({
  url: endpoint,
  fetchFn: (address, options = {}) =>
    fetch(address, { ...options, headers: { ...options.headers, authorization: `Bearer ${ana}` } }),
});
test(`there are 61 audits of GraphQL over HTTP`, () => assert.equal(audits.length, 61));
for (const audit of audits) {
  test(`${audit.id} ${audit.name}`, async () => {
    const result = await audit.fn();
    assert.equal(result.status, 'ok', result.reason);
  });
}

test('the served schema is the one that is carried out', async () => {
  const served = buildSchema(await (await fetch(url('API') + '/graphql/schema.graphql')).text());
  const live = buildClientSchema((await ask(getIntrospectionQuery({ oneOf: true }))).data);
  // Introspection tells which directives there are, its own among them, and never where they stand.
  const printed = (schema) =>
    printSchema(lexicographicSortSchema(new GraphQLSchema({ ...schema.toConfig(), directives: specifiedDirectives })));
  assert.equal(printed(live), printed(served));
});

test('a generation answers within the request', async () => {
  const { data } = await generate('local.echo-v1', TEXT);
  assert.equal(data.generate.state, 'SUCCEEDED');
  assert.equal(data.generate.output, TEXT);
  assert.equal(data.generate.stopReason, 'END_TURN');
  assert.equal(data.generate.usage.outputTokens, 10);
});

test('one that takes longer answers with its id, its state and what it said so far', async () => {
  const { data } = await generate('local.echo-v1', '#echo delay=100 repeat=40\nword', 1);
  assert.equal(data.generate.state, 'RUNNING');
  assert.match(data.generate.output, /word/);
  const cancelled = await ask('mutation($id: ID!) { cancelRun(id: $id) { id state } }', { id: data.generate.id });
  assert.equal(cancelled.data.cancelRun.id, data.generate.id);
});

test('an error is the same problem that REST gives', async () => {
  const { errors } = await ask('{ run(id: "r_01hzzzzzzzzzzzzzzzzzzzzzzz") { id } }');
  const rest = await fetch(url('API') + '/v1/runs/r_01hzzzzzzzzzzzzzzzzzzzzzzz', {
    headers: { authorization: `Bearer ${ana}` },
  });
  const problem = await rest.json();
  const { traceId: _, ...told } = errors[0].extensions;
  const { traceId: __, ...said } = problem;
  assert.deepEqual(told, said);
  const unknown = await generate('local.none-v1', 'x');
  assert.equal(unknown.errors[0].extensions.type, '/problems/unknown-model');
});

test('a session, its turns and their end', async () => {
  const opened = await ask('mutation { createSession(input: {model: "local.echo-v1"}) { id title } }');
  const { id } = opened.data.createSession;
  const said = await ask(
    'mutation($id: ID!, $text: String!) { turn(sessionId: $id, input: {text: $text}) { output state } }',
    { id, text: TEXT },
  );
  assert.deepEqual(said.data.turn, { output: TEXT, state: 'SUCCEEDED' });
  const read = await ask('query($id: ID!) { session(id: $id) { turns { items { input output } next } } }', { id });
  assert.deepEqual(read.data.session.turns, { items: [{ input: TEXT, output: TEXT }], next: null });
  const renamed = await ask('mutation($id: ID!) { changeSession(id: $id, input: {title: "T"}) { title } }', { id });
  assert.equal(renamed.data.changeSession.title, 'T');
  const other = await ask('query($id: ID!) { session(id: $id) { title } }', { id }, { token: await token('bruno') });
  assert.equal(other.data.session, null);
  assert.equal(other.errors[0].extensions.type, '/problems/not-found');
  assert.equal((await ask('mutation($id: ID!) { deleteSession(id: $id) }', { id })).data.deleteSession, id);
});

test('two clients that were offline: nothing is lost, and who was slower is told', async () => {
  const { cursor } = (await ask('{ changes { cursor } }')).data.changes;
  const id = 's_01' + Array.from({ length: 24 }, () => 'abcdefghjkmnpqrstvwxyz0123456789'[Math.floor(Math.random() * 32)]).join('');
  const create = 'mutation($id: ID!) { createSession(id: $id, input: {title: "base"}) { version } }';
  const { version } = (await ask(create, { id })).data.createSession;
  assert.deepEqual((await ask(create, { id })).data.createSession, { version });

  const change = `mutation($id: ID!, $title: String!, $base: Long!, $how: Resolution) {
    changeSession(id: $id, input: {title: $title}, baseVersion: $base, resolution: $how) { title version } }`;
  const first = await ask(change, { id, title: 'first', base: version });
  const second = await ask(change, { id, title: 'second', base: version });
  assert.equal(first.data.changeSession.title, 'first');
  assert.equal(second.data, null);
  assert.equal(second.errors[0].extensions.type, '/problems/version-conflict');
  assert.equal(second.errors[0].extensions.current.title, 'first');
  const insisted = await ask(change, { id, title: 'second', base: version, how: 'OVERWRITE' });
  assert.equal(insisted.data.changeSession.title, 'second');
  await ask('mutation($id: ID!) { deleteSession(id: $id) }', { id });

  const since = await ask(
    '{ changes(since: "' + cursor + '", first: 100) { items { __typename ... on SessionDeleted { tombstone { id } } } } }',
  );
  assert.ok(since.data.changes.items.some((item) => item.tombstone?.id === id));
});

test('an answer that still holds is not sent again', async () => {
  const address = `${endpoint}?query=${encodeURIComponent('{ me { subject } }')}`;
  const headers = { authorization: `Bearer ${ana}` };
  const first = await fetch(address, { headers });
  const again = await fetch(address, { headers: { ...headers, 'if-none-match': first.headers.get('etag') } });
  const other = await fetch(address, {
    headers: { authorization: `Bearer ${await token('bruno')}`, 'if-none-match': first.headers.get('etag') },
  });
  assert.equal(again.status, 304);
  assert.equal(other.status, 200);
  assert.equal((await other.json()).data.me.subject, 'bruno');
});

test('the same key is the same run', async () => {
  const key = `graphql-${Date.now()}`;
  const start = () =>
    ask(
      'mutation($i: RunInput!, $k: String) { startRun(input: $i, idempotencyKey: $k) { id } }',
      { i: { model: 'local.echo-v1', ...messages('x') }, k: key },
    );
  assert.deepEqual(await start(), await start());
});

test('automatic persisted queries as Apollo asks for them', async () => {
  const query = `{ models { id name standard } me { subject } __typename } # ${Date.now()}`;
  const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') };
  const byHash = () =>
    fetch(`${endpoint}?extensions=${encodeURIComponent(JSON.stringify({ persistedQuery }))}`, {
      headers: { authorization: `Bearer ${ana}` },
    }).then((answer) => answer.json());
  assert.equal((await byHash()).errors[0].message, 'PersistedQueryNotFound');
  const told = await ask(query, undefined, { body: { extensions: { persistedQuery } } });
  assert.deepEqual(await byHash(), told);
});

const reads = async () => {
  const metrics = await (await fetch(url('ORCHESTRATION') + '/q/metrics')).text();
  return metrics
    .split('\n')
    .filter((line) => line.startsWith('http_server_requests_seconds_count') && line.includes('method="GET"'))
    .filter((line) => line.includes('uri="/v1/sessions/{sessionId}"'))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
};
const posted = (query, user) =>
  fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${user ?? ana}` },
    body: JSON.stringify({ query }),
  });
const kept = async (query) => {
  for (let i = 0; i < 100; i++) {
    const answer = await posted(query);
    if (answer.headers.get('cache-status')?.includes('hit')) return answer;
    await new Promise((done) => setTimeout(done, 50));
  }
  return assert.fail(`never kept: ${query}`);
};

test('a kept answer spares the tier, is nobody else\'s, and goes when its session changes by another door', async () => {
  const { id } = (await ask('mutation { createSession(input: {title: "one"}) { id } }')).data.createSession;
  const query = `{ session(id: "${id}") { title } }`;
  const hit = await kept(query);
  assert.match(hit.headers.get('cache-control'), /^private, max-age=10$/);
  assert.match(hit.headers.get('age'), /^\d$/);
  const before = await reads();
  let hits = 0;
  for (let i = 0; i < 20; i++) hits += (await posted(query)).headers.get('cache-status').includes('hit') ? 1 : 0;
  assert.equal(hits + (await reads()) - before, 20);
  assert.ok(hits >= 15, `${hits} of 20`);

  const other = await (await posted(query, await token('bruno'))).json();
  assert.equal(other.data.session, null);
  assert.equal(other.errors[0].extensions.type, '/problems/not-found');

  await fetch(`${url('API')}/v1/sessions/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ana}` },
    body: JSON.stringify({ title: 'two' }),
  });
  assert.equal((await (await posted(query)).json()).data.session.title, 'two');
  await ask('mutation($id: ID!) { deleteSession(id: $id) }', { id });
  assert.equal((await (await posted(query)).json()).data.session, null);
});

test('a run is kept once it has ended, and a list until another begins', async () => {
  const running = (await generate('local.echo-v1', '#echo delay=100 repeat=20\nword', 0)).data.generate;
  const query = `{ run(id: "${running.id}") { state } }`;
  const early = await posted(query);
  assert.equal(early.headers.get('cache-control'), 'private, no-cache');
  const late = await kept(query);
  assert.equal((await late.json()).data.run.state, 'SUCCEEDED');
  assert.equal(late.headers.get('cache-control'), 'private, max-age=60');

  const list = '{ runs(first: 1, filter: {state: SUCCEEDED}) { items { id } } }';
  await kept(list);
  const { id } = (await generate('local.echo-v1', 'x')).data.generate;
  const seen = async () => (await (await posted(list)).json()).data.runs.items[0].id === id;
  for (let i = 0; i < 40 && !(await seen()); i++) await new Promise((done) => setTimeout(done, 50));
  assert.ok(await seen());
});

const hostile = {
  deep: '{ a '.repeat(2000) + '}'.repeat(2000),
  aliases: `{ ${Array.from({ length: 500 }, (_, i) => `a${i}: models { id }`).join(' ')} }`,
  cycle: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
  doubling: `{ ...F0 } ${Array.from({ length: 60 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F60 on Query { me { subject } }`,
  pages: '{ sessions(first: 100) { items { turns(first: 100) { items { id } } } } }',
  lists: `{ ${Array.from({ length: 50 }, (_, i) => `a${i}: runs(first: 1) { next }`).join(' ')} }`,
  starts: `mutation { ${Array.from({ length: 50 }, (_, i) => `a${i}: startTurn(sessionId: "s", input: {text: "t"}) { id }`).join(' ')} }`,
  values: `{ runs(filter: ${'{state: '.repeat(1500)}RUNNING${'}'.repeat(1500)}) { next } }`,
  arguments: '{ runs(first: 1, first: 2) { next } }',
  unknown: '{ runs(filter: {state: RUNNING, state: FAILED}) { next } }',
  fields: `{ me { ${'subject '.repeat(10_000)} } }`,
  enum: '{ runs(filter: {state: NONSENSE}) { next } }',
  directives: `{ me { subject ${'@skip(if: false) '.repeat(2000)} } }`,
};
for (const [name, query] of Object.entries(hostile)) {
  test(`a hostile document is refused in less than a second: ${name}`, async () => {
    const started = performance.now();
    const { data, errors } = await ask(query);
    assert.equal(data, undefined);
    assert.equal(errors[0].extensions.status, 400);
    assert.ok(performance.now() - started < 1000);
  });
}

test('an unknown enum among the variables is refused in less than a second', async () => {
  const started = performance.now();
  const { data, errors } = await ask('query($s: RunState) { runs(filter: {state: $s}) { next } }', { s: 'N'.repeat(500_000) });
  assert.equal(data, undefined);
  assert.equal(errors[0].extensions.status, 400);
  assert.ok(performance.now() - started < 1000);
});

test('hostile documents and bodies leave the heap as it was', async () => {
  const used = async () => {
    const metrics = await (await fetch(url('API') + '/q/metrics')).text();
    return metrics
      .split('\n')
      .filter((line) => line.startsWith('jvm_memory_used_bytes') && line.includes('area="heap"'))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  };
  const lowest = async () => {
    let low = Infinity;
    for (let i = 0; i < 300; i++) {
      await posted('{ __typename }');
      if (i % 10 === 0) low = Math.min(low, await used());
    }
    return low;
  };
  const deep = `{"query":"{__typename}","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
  const attack = async () => {
    for (const query of Object.values(hostile)) await ask(query);
    await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ana}` },
      body: deep,
    });
  };
  await attack();
  const before = await lowest();
  for (let round = 0; round < 20; round++) await attack();
  const after = await lowest();
  console.log(`heap after collections: ${(before / 1e6).toFixed(0)} MB before, ${(after / 1e6).toFixed(0)} MB after`);
  assert.ok(after < before + 40e6, `${before} ${after}`);
});

test('a hostile body is refused in less than a second', async () => {
  const bodies = {
    batch: [JSON.stringify(Array.from({ length: 1000 }, () => ({ query: '{ models { id } }' }))), 400],
    doubled: ['{"query":"{__typename}","query":"{me{subject}}"}', 400],
    nested: [`{"query":"{__typename}","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`, 400],
    huge: [JSON.stringify({ query: '{__typename}', variables: { a: 'x'.repeat(5_000_000) } }), 413],
  };
  for (const [name, [body, status]] of Object.entries(bodies)) {
    const started = performance.now();
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ana}` },
      body,
    });
    assert.equal(answer.status, status, name);
    assert.ok(performance.now() - started < 1000, name);
  }
});
