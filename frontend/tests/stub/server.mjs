// A stand-in for api-service and its issuer in the browser tests of this module, with failures on demand. Never built in.
import { createServer } from 'node:http';
import { Issuer, json } from './issuer.mjs';

const MODELS = [
  { id: 'local.smollm2-135m-v1', name: 'SmolLM2 135M', notice: 'local dev model: real text, often wrong', standard: true },
  { id: 'local.echo-v1', name: 'Echo', standard: false },
];

export const MARKDOWN = `## Resetting it\n\nHold **the key** for \`5 s\`:\n\n1. Open the lid\n\n2. Press\n   - twice\n\n- [x] done\n- [ ] open\n
\`\`\`java\n/// Says hello.\nrecord Hello(String name) {\n    String text() { return "Hello, " + name + 42; }\n}\n\`\`\`\n
| model | tokens |\n| --- | --- |\n| echo | 12 |\n\n> Quoted.\n\nSee [the manual](https://example.org). <script>alert(1)</script> 'ação' 日本語\n`;

export function startStub(port) {
  const issuer = new Issuer(`http://localhost:${port}/oidc`);
  const state = { issuer, sessions: new Map(), turns: new Map(), next: 1, trouble: undefined, cancelled: 0, traces: [] };
  const server = createServer((request, response) => {
    void answer(state, request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  return new Promise((resolve) => server.listen(port, () => resolve({ state, close: () => server.closeAllConnections() ?? server.close() })));
}

async function answer(state, request, response) {
  const url = new URL(request.url, 'http://stub');
  const cors = {
    'Access-Control-Allow-Origin': request.headers.origin ?? '*',
    'Access-Control-Allow-Headers': 'authorization, content-type, traceparent',
    'Access-Control-Allow-Methods': 'GET, POST, PATCH, DELETE',
    'Access-Control-Expose-Headers': 'Retry-After, Location',
  };
  if (request.method === 'OPTIONS') return void response.writeHead(204, cors).end();
  let body = '';
  for await (const part of request) body += part;

  if (url.pathname.startsWith('/v1/')) {
    state.traces.push(request.headers.traceparent);
    const token = request.headers.authorization?.replace('Bearer ', '');
    if (!state.issuer.tokens.has(token)) return write(response, cors, problem(401, 'token-expired', 'The token has expired'));
    if (request.method === 'POST' && /\/turns$/.test(url.pathname)) return stream(state, url, JSON.parse(body), response, cors);
    return write(response, cors, api(state, request.method, url, body));
  }
  if (url.pathname.startsWith('/oidc')) return write(response, cors, await state.issuer.handle(url.pathname.slice(5), url, request, body));
  return write(response, cors, { status: 404 });
}

function write(response, cors, { status, headers, body }) {
  response.writeHead(status, { ...cors, ...headers }).end(body);
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const problemBody = (status, slug, detail) => ({ type: `/problems/${slug}`, title: slug, status, detail, traceId: TRACE });
function problem(status, slug, detail, headers = {}) {
  const answer = json(problemBody(status, slug, detail), status, 'application/problem+json');
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function api(state, method, url, body) {
  if (state.trouble === 'html-502') return { status: 502, headers: { 'Content-Type': 'text/html' }, body: '<h1>Bad gateway</h1>' };
  const [, , kind, id, turns] = url.pathname.split('/');
  if (kind === 'models') return json({ items: MODELS });
  if (kind !== 'sessions') return problem(404, 'not-found', `no ${url.pathname}`);
  if (id === undefined) return method === 'POST' ? json(newSession(state, JSON.parse(body)), 201) : json(page(state, url));
  const session = state.sessions.get(id);
  if (session === undefined) return problem(404, 'not-found', `no session ${id}`);
  if (turns === 'turns') return json({ items: state.turns.get(id) });
  if (method === 'DELETE') return state.sessions.delete(id) && { status: 204 };
  if (method === 'PATCH') Object.assign(session, JSON.parse(body));
  return json(session);
}

export function newSession(state, fields, at = new Date()) {
  const session = { id: `s_${state.next++}`, ...fields, createdAt: at.toISOString(), updatedAt: at.toISOString() };
  state.sessions.set(session.id, session);
  state.turns.set(session.id, []);
  return session;
}

function page(state, url) {
  const all = [...state.sessions.values()].sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const to = from + Number(url.searchParams.get('limit') ?? 20);
  return { items: all.slice(from, to), next: to < all.length ? String(to) : undefined };
}

async function stream(state, url, request, response, cors) {
  const session = state.sessions.get(url.pathname.split('/')[3]);
  if (request.text.includes('#429')) {
    return write(response, cors, problem(429, 'model-throttled', 'local.echo-v1 allows 2 requests a second', { 'Retry-After': '3' }));
  }
  if (request.text.includes('#403')) return write(response, cors, problem(403, 'forbidden', 'the role member may not ask this'));
  if (request.text.includes('#503')) return write(response, cors, problem(503, 'model-unavailable', 'local.smollm2-135m-v1 has no weights: run ./dev doctor'));

  const id = `r_${String(state.next++).padStart(6, '0')}`;
  const model = request.model ?? MODELS[0].id;
  const turn = { id, sessionId: session.id, parentId: request.parentId ?? 'root', state: 'running', input: request.text, output: '', model, createdAt: new Date().toISOString() };
  state.turns.get(session.id).push(turn);
  response.writeHead(200, { ...cors, 'Content-Type': 'text/event-stream' });
  let offset = 0;
  const send = (event) => response.write(`id: ${++offset}\ndata: ${JSON.stringify(event)}\n\n`);
  let gone = false;
  response.on('close', () => (gone = true));

  send({ type: 'started', runId: id, sessionId: session.id, model });
  response.write(': \n\n');
  const text = request.text.includes('#long') ? 'word '.repeat(2000) : request.text.includes('#markdown') ? MARKDOWN : `You said: ${request.text}`;
  for (const piece of text.match(/\S+\s*|\s+/g)) {
    await new Promise((resolve) => setTimeout(resolve, 15));
    if (gone) break;
    if (request.text.includes('#cut') && offset > 3) return response.destroy();
    if (request.text.includes('#broken') && offset > 3) break;
    turn.output += piece;
    send({ type: 'text-delta', text: piece });
  }
  finish(state, session, turn, request, gone, send);
  response.end();
}

function finish(state, session, turn, request, gone, send) {
  turn.finishedAt = session.updatedAt = new Date().toISOString();
  setTimeout(() => (session.title ??= request.text.slice(0, 40)), 1200);
  if (gone) {
    state.cancelled++;
    turn.state = 'cancelled';
  } else if (request.text.includes('#broken')) {
    turn.state = 'failed';
    turn.problem = problemBody(502, 'model-failed', 'the provider closed the stream after 3 deltas');
    send({ type: 'failed', problem: turn.problem });
  } else {
    turn.state = 'succeeded';
    turn.stopReason = 'end_turn';
    turn.usage = { inputTokens: 12, outputTokens: turn.output.split(' ').length, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 };
    send({ type: 'usage', usage: turn.usage, estimated: false });
    send({ type: 'completed', stopReason: 'end_turn' });
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const port = Number(process.argv[2] ?? 15501);
  await startStub(port);
  console.log(`stub api and issuer on http://localhost:${port}`);
}
