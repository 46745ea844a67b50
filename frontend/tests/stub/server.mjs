// A stand-in for api-service and its issuer in the browser tests of this module, with failures on demand. Never built in.
import { createServer } from 'node:http';
import { json, problem } from './answers.mjs';
import { Channels } from './channels.mjs';
import { speaksGraphQl, upgradeToGraphQl } from './graphql.mjs';
import { Issuer } from './issuer.mjs';
import { Runs } from './runs.mjs';
import { upgrade } from './socket.mjs';

const MODELS = [
  { id: 'local.smollm2-135m-v1', name: 'SmolLM2 135M', notice: 'local dev model: real text, often wrong', standard: true },
  { id: 'local.echo-v1', name: 'Echo', standard: false },
];

export function startStub(port) {
  const issuer = new Issuer(`http://localhost:${port}/oidc`);
  const state = { issuer, sessions: new Map(), turns: new Map(), next: 1, cancelled: 0, attached: 0, traces: [] };
  state.sockets = new Set();
  state.channels = new Channels();
  state.runs = new Runs(state);
  const server = createServer((request, response) => {
    void answer(state, request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket) => (speaksGraphQl(request) ? upgradeToGraphQl : upgrade)(state, request, socket));
  // Unplugged, it takes no connection and has lost all that it had.
  let unplugged = false;
  server.on('connection', (socket) => unplugged && socket.destroy());
  const cutAll = () => {
    server.closeAllConnections();
    state.sockets.forEach(({ socket }) => socket.destroy());
  };
  const unplug = (on) => {
    unplugged = on;
    if (on) cutAll();
  };
  const close = () => cutAll() ?? server.close();
  return new Promise((resolve) => server.listen(port, () => resolve({ state, unplug, close })));
}

async function answer(state, request, response) {
  const url = new URL(request.url, 'http://stub');
  const cors = {
    'Access-Control-Allow-Origin': request.headers.origin ?? '*',
    'Access-Control-Allow-Headers': 'authorization, content-type, idempotency-key, traceparent',
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
    const [, , kind, id] = url.pathname.split('/');
    if (request.method === 'POST' && /\/turns$/.test(url.pathname)) {
      return startTurn(state, url, JSON.parse(body), request.headers['idempotency-key'], response, cors);
    }
    if (kind === 'channels') return state.channels.stream(decodeURIComponent(id).replace('session:', ''), response, cors);
    if (kind === 'runs') {
      const found = await state.runs.handle(request.method, url, response, cors);
      return found === undefined ? undefined : write(response, cors, found);
    }
    return write(response, cors, api(state, request.method, url, body));
  }
  if (url.pathname.startsWith('/oidc')) return write(response, cors, await state.issuer.handle(url.pathname.slice(5), url, request, body));
  return write(response, cors, { status: 404 });
}

function write(response, cors, { status, headers, body }) {
  response.writeHead(status, { ...cors, ...headers }).end(body);
}

function api(state, method, url, body) {
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

function startTurn(state, url, request, key, response, cors) {
  const session = state.sessions.get(url.pathname.split('/')[3]);
  if (request.text.includes('#429')) {
    return write(response, cors, problem(429, 'model-throttled', 'local.echo-v1 allows 2 requests a second', { 'Retry-After': '3' }));
  }
  if (request.text.includes('#403')) return write(response, cors, problem(403, 'forbidden', 'the role member may not ask this'));
  if (request.text.includes('#503')) return write(response, cors, problem(503, 'model-unavailable', 'local.smollm2-135m-v1 has no weights: run ./dev doctor'));
  state.runs.start(session, request, key, response, cors);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const port = Number(process.argv[2] ?? 15501);
  await startStub(port);
  console.log(`stub api and issuer on http://localhost:${port}`);
}
