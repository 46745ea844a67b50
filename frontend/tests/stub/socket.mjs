// The realtime protocol on a WebSocket, over the same runs and channels.
import { randomUUID } from 'node:crypto';
import { problemBody } from './answers.mjs';
import { accept, Wire } from './wire.mjs';

export function upgrade(state, request, socket) {
  accept(request, socket, 'triade.v1');
  state.sockets.add(new Conversations(state, socket));
}

class Conversations extends Wire {
  #known = false;

  told(message) {
    const { type, ref } = message;
    if (type === 'authenticate') return this.#greet(message.token);
    if (type === 'ping') return this.say({ type: 'pong', ref });
    if (!this.#known) return this.say({ type: 'error', ref, problem: problemBody(401, 'unauthenticated', 'Authenticate first') });
    if (type === 'detach' || type === 'unsubscribe') return this.live.get(ref)?.();
    if (type === 'subscribe') return this.#subscribe(ref, message.channel);
    const { runs, sessions } = this.state;
    const run = type === 'start' ? runs.begin(sessions.get(message.sessionId), message.turn, message.idempotencyKey) : runs.all.get(message.runId);
    if (run === undefined) return this.say({ type: 'error', ref, problem: problemBody(404, 'not-found', `no run ${message.runId}`) });
    if (type === 'attach') this.state.attached++;
    this.#follow(ref, run, message.after ?? 0);
  }

  #greet(token) {
    this.#known = this.state.issuer.tokens.has(token);
    if (!this.#known) return this.say({ type: 'error', problem: problemBody(401, 'token-expired', 'The token has expired') });
    this.say({ type: 'ready', connectionId: randomUUID(), limits: {}, expiresInSeconds: 3600 });
  }

  #subscribe(ref, channel) {
    const leave = this.state.channels.join(channel.replace('session:', ''), (message) => this.say({ type: 'message', ref, ...message }));
    this.live.set(ref, leave);
    this.say({ type: 'subscribed', ref, channel });
  }

  #follow(ref, run, after) {
    this.say({ type: 'accepted', ref, runId: run.turn.id, replayed: false });
    const leave = run.read(after, (offset, event) => this.say({ type: 'event', ref, offset, event }), () => this.say({ type: 'ended', ref }));
    this.live.set(ref, leave);
  }
}
