// The realtime protocol on a WebSocket (RFC 6455, text frames only), over the same runs and channels.
import { createHash, randomUUID } from 'node:crypto';
import { problemBody } from './answers.mjs';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export function upgrade(state, request, socket) {
  const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: triade.v1\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  state.sockets.add(new Conversations(state, socket));
}

class Conversations {
  #live = new Map();
  #known = false;

  constructor(state, socket) {
    this.state = state;
    this.socket = socket;
    let left = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      left = this.#frames(Buffer.concat([left, chunk]));
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      state.sockets.delete(this);
      this.#live.forEach((leave) => leave());
    });
  }

  say(message) {
    const data = Buffer.from(JSON.stringify(message));
    const length = data.length < 126 ? Buffer.from([data.length]) : Buffer.from([126, data.length >> 8, data.length & 255]);
    if (!this.socket.destroyed) this.socket.write(Buffer.concat([Buffer.from([0x81]), length, data]));
  }

  /** Reads the frames that are complete. @returns the bytes that are left */
  #frames(bytes) {
    while (bytes.length >= 6) {
      const short = bytes[1] & 127;
      const head = short === 126 ? 4 : 2;
      const length = short === 126 ? bytes.readUInt16BE(2) : short;
      if (bytes.length < head + 4 + length) break;
      const mask = bytes.subarray(head, head + 4);
      const data = bytes.subarray(head + 4, head + 4 + length).map((byte, at) => byte ^ mask[at % 4]);
      if ((bytes[0] & 15) === 8) this.socket.end();
      else if ((bytes[0] & 15) === 1) this.#told(JSON.parse(Buffer.from(data).toString()));
      bytes = bytes.subarray(head + 4 + length);
    }
    return bytes;
  }

  #told(message) {
    const { type, ref } = message;
    if (type === 'authenticate') return this.#greet(message.token);
    if (type === 'ping') return this.say({ type: 'pong', ref });
    if (!this.#known) return this.say({ type: 'error', ref, problem: problemBody(401, 'unauthenticated', 'Authenticate first') });
    if (type === 'detach' || type === 'unsubscribe') return this.#live.get(ref)?.();
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
    this.#live.set(ref, leave);
    this.say({ type: 'subscribed', ref, channel });
  }

  #follow(ref, run, after) {
    this.say({ type: 'accepted', ref, runId: run.turn.id, replayed: false });
    const leave = run.read(after, (offset, event) => this.say({ type: 'event', ref, offset, event }), () => this.say({ type: 'ended', ref }));
    this.#live.set(ref, leave);
  }
}
