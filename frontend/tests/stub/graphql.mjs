// graphql-transport-ws as far as the app speaks it, over the same runs and channels.
import { problemBody } from './answers.mjs';
import { accept, Wire } from './wire.mjs';

const PROTOCOL = 'graphql-transport-ws';

export const speaksGraphQl = (request) => request.headers['sec-websocket-protocol']?.includes(PROTOCOL);

export function upgradeToGraphQl(state, request, socket) {
  accept(request, socket, PROTOCOL);
  state.sockets.add(new Operations(state, socket));
}

const capitals = (word) => word.replace(/(^|-)([a-z])/g, (_, _dash, letter) => letter.toUpperCase());

/** An event as the schema has it: `text-delta` is `TextDelta`, an enumeration is in capitals. */
function inSchema(offset, { type, ...members }) {
  if (members.stopReason) members.stopReason = members.stopReason.toUpperCase();
  return { __typename: capitals(type), offset, ...members };
}

class Operations extends Wire {
  #known = false;

  told({ type, id, payload }) {
    if (type === 'ping') return this.say({ type: 'pong' });
    if (type === 'complete') return this.live.get(id)?.();
    if (type === 'connection_init') {
      this.#known = this.state.issuer.tokens.has(payload?.Authorization?.replace('Bearer ', ''));
      return this.#known ? this.say({ type: 'connection_ack' }) : this.close(4401);
    }
    if (!this.#known) return this.close(4401);
    const { query, variables } = payload;
    if (query.includes('startTurn')) return this.#start(id, variables);
    if (query.includes('runEvents')) return this.#follow(id, variables);
    if (query.includes('channel(')) return this.#hear(id, variables.name);
    this.#next(id, { __typename: 'Query' });
    this.say({ type: 'complete', id });
  }

  #next(id, data) {
    this.say({ type: 'next', id, payload: { data } });
  }

  #start(id, { sessionId, input, key }) {
    const run = this.state.runs.begin(this.state.sessions.get(sessionId), input, key);
    this.#next(id, { startTurn: { id: run.turn.id } });
    this.say({ type: 'complete', id });
  }

  #follow(id, { id: runId, after }) {
    const run = this.state.runs.all.get(runId);
    if (run === undefined) {
      const extensions = problemBody(404, 'not-found', `no run ${runId}`);
      return this.say({ type: 'error', id, payload: [{ message: extensions.title, extensions }] });
    }
    if (after > 0) this.state.attached++;
    const take = (offset, event) => this.#next(id, { runEvents: inSchema(offset, event) });
    this.live.set(id, run.read(after, take, () => this.say({ type: 'complete', id })));
  }

  #hear(id, name) {
    const leave = this.state.channels.join(name.replace('session:', ''), (channel) => this.#next(id, { channel }));
    this.live.set(id, leave);
  }
}
