import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Credentials } from '../api/authorizedFetch';
import { FailureError } from '../api/failure';
import { BrokenStream, Cut, Detached } from './breaks';
import { socketTransport } from './socket';
import type { Attachment } from './transport';

interface Message {
  readonly type: string;
  readonly ref?: string;
  readonly [member: string]: unknown;
}

/** The server's end of a socket, in the hands of the test. */
class Peer {
  static readonly OPEN = 1;
  static readonly all: Peer[] = [];
  static takes = 'good';
  static answers = true;
  readyState = 0;
  readonly heard: Message[] = [];
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;

  constructor(readonly url: string, readonly protocol: string) {
    Peer.all.push(this);
    queueMicrotask(() => {
      this.readyState = Peer.answers ? 1 : 3;
      if (Peer.answers) this.onopen?.();
      else this.onclose?.({ code: 1006, reason: '' });
    });
  }

  send(data: string): void {
    const message = JSON.parse(data) as Message;
    this.heard.push(message);
    if (message.type !== 'authenticate') return;
    const ready = message.token === Peer.takes;
    this.say(ready ? { type: 'ready' } : { type: 'error', problem: problem(401) });
  }

  say(message: object | string): void {
    const data = typeof message === 'string' ? message : JSON.stringify(message);
    queueMicrotask(() => this.onmessage?.({ data }));
  }

  close(): void {
    this.readyState = 3;
  }

  lose(): void {
    this.readyState = 3;
    this.onclose?.({ code: 1006, reason: 'gone' });
  }

  types = () => this.heard.map(({ type }) => type);
}

const problem = (status: number) => ({ type: '/problems/x', title: 'x', status });
const event = (ref: string, offset: number, text: string) => ({ type: 'event', ref, offset, event: { type: 'text-delta', text } });
const peer = (at = 0) => vi.waitFor(() => expect(Peer.all[at]?.types()).toContain('attach')).then(() => Peer.all[at] as Peer);

let credentials: Credentials & { lostTimes: number };
let leave: AbortController;
let opened: number;
let attachment: Attachment;

beforeEach(() => {
  Peer.all.length = 0;
  Peer.takes = 'good';
  Peer.answers = true;
  vi.stubGlobal('WebSocket', Peer);
  credentials = { lostTimes: 0, token: () => 'good', renew: () => Promise.resolve('new'), lost: () => credentials.lostTimes++ };
  leave = new AbortController();
  opened = 0;
  attachment = { signal: leave.signal, opened: () => opened++ };
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const transport = () => socketTransport('https://api.test', credentials);

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('a socket', () => {
  it('is opened by our protocol, and the token is said in its first message', async () => {
    const events = all(transport().events('r_1', 7, attachment));
    const socket = await peer();
    expect([socket.url, socket.protocol]).toEqual(['wss://api.test/v1/realtime', 'triade.v1']);
    expect(socket.heard[0]).toEqual({ type: 'authenticate', token: 'good' });
    expect(socket.heard[1]).toMatchObject({ type: 'attach', ref: '1', runId: 'r_1', after: 7 });
    socket.say({ type: 'accepted', ref: '1', runId: 'r_1' });
    socket.say(event('1', 8, 'a'));
    socket.say({ type: 'ended', ref: '1' });
    expect(await events).toEqual([{ offset: 8, event: { type: 'text-delta', text: 'a' } }]);
    expect(opened).toBe(1);
  });

  it('starts a turn by the key that it was given', async () => {
    void all(transport().start('s_1', { text: 'Hi' }, 'key-1', attachment)).catch(() => undefined);
    const start = await vi.waitFor(() => {
      const found = Peer.all[0]?.heard.find(({ type }) => type === 'start');
      expect(found).toBeDefined();
      return found;
    });
    expect(start).toMatchObject({ sessionId: 's_1', turn: { text: 'Hi' }, idempotencyKey: 'key-1' });
  });

  it('carries many at once, each its own, and is closed with the last', async () => {
    const shared = transport();
    const first = all(shared.events('r_1', 0, attachment));
    const second = all(shared.events('r_2', 0, attachment));
    const socket = await peer();
    await vi.waitFor(() => expect(socket.heard).toHaveLength(3));
    socket.say(event('2', 1, 'two'));
    socket.say(event('1', 1, 'one'));
    socket.say({ type: 'ended', ref: '1' });
    expect(await first).toMatchObject([{ event: { text: 'one' } }]);
    expect(socket.readyState).toBe(1);
    socket.say({ type: 'ended', ref: '2' });
    expect(await second).toMatchObject([{ event: { text: 'two' } }]);
    expect(socket.readyState).toBe(3);
    expect(Peer.all).toHaveLength(1);
    expect(socket.types()).toEqual(['authenticate', 'attach', 'attach']);
  });

  it('hears a channel, and says so again when the subscription was made anew', async () => {
    const messages = transport().messages('session:s_1', attachment);
    const first = messages[Symbol.asyncIterator]().next();
    const socket = await vi.waitFor(() => {
      expect(Peer.all[0]?.types()).toContain('subscribe');
      return Peer.all[0] as Peer;
    });
    socket.say({ type: 'subscribed', ref: '1', channel: 'session:s_1' });
    socket.say({ type: 'subscribed', ref: '1', channel: 'session:s_1' });
    socket.say({ type: 'message', ref: '1', channel: 'session:s_1', data: { type: 'turn-ended' } });
    expect((await first).value).toMatchObject({ channel: 'session:s_1', data: { type: 'turn-ended' } });
    expect(opened).toBe(2);
  });

  it('tells the server what is no longer wanted', async () => {
    const shared = transport();
    const wanted = all(shared.events('r_1', 0, attachment));
    void all(shared.events('r_2', 0, { ...attachment, signal: new AbortController().signal }));
    const socket = await peer();
    await vi.waitFor(() => expect(socket.heard).toHaveLength(3));
    leave.abort();
    await expect(wanted).rejects.toHaveProperty('name', 'AbortError');
    expect(socket.heard.at(-1)).toEqual({ type: 'detach', ref: '1' });
  });
});

describe('a socket that ends or refuses', () => {
  it('throws what the server said about one conversation', async () => {
    const shared = transport();
    const refused = all(shared.events('r_1', 0, attachment));
    const detached = all(shared.events('r_2', 0, attachment));
    const socket = await peer();
    await vi.waitFor(() => expect(socket.heard).toHaveLength(3));
    socket.say({ type: 'error', ref: '1', problem: problem(404) });
    await expect(refused).rejects.toMatchObject({ failure: { kind: 'problem', problem: { status: 404 } } });
    socket.say({ type: 'detached', ref: '2', problem: problem(503), after: 0 });
    await expect(detached).rejects.toThrow(Detached);
  });

  it('cuts what it carried when it is lost, silent, or about to be closed, and the next one is another', async () => {
    const shared = transport();
    const ends: ((socket: Peer) => void)[] = [
      (socket) => socket.lose(),
      (socket) => socket.say({ type: 'closing', reason: 'longest-life', inSeconds: 60 }),
    ];
    for (const [at, end] of ends.entries()) {
      const events = all(shared.events('r_1', 0, attachment));
      end(await peer(at));
      await expect(events).rejects.toThrow(Cut);
    }
    expect(Peer.all).toHaveLength(2);
  });

  it('is asked whether anybody is there, and given up when nobody answers', async () => {
    vi.useFakeTimers();
    const events = all(transport().events('r_1', 0, attachment));
    const outcome = events.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(Peer.all[0]?.types()).toContain('ping');
    Peer.all[0]?.say({ type: 'pong' });
    await vi.advanceTimersByTimeAsync(25_000);
    expect(Peer.all[0]?.readyState).toBe(1);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await outcome).toBeInstanceOf(Cut);
  });

  it('is refused when it says what is not in the protocol', async () => {
    for (const garbage of ['hello', '7', JSON.stringify({ type: 'event', ref: '1', offset: 0, event: {} })]) {
      Peer.all.length = 0;
      const events = all(transport().events('r_1', 0, attachment));
      (await peer()).say(garbage);
      await expect(events, garbage).rejects.toThrow(BrokenStream);
    }
  });

  it('is unreachable when nobody takes it', async () => {
    Peer.answers = false;
    await expect(all(transport().events('r_1', 0, attachment))).rejects.toMatchObject({ failure: { kind: 'unreachable' } });
  });
});

describe('the token of a socket', () => {
  it('is renewed when the server does not take it', async () => {
    Peer.takes = 'new';
    void all(transport().events('r_1', 0, attachment));
    expect((await peer(1)).heard[0]).toEqual({ type: 'authenticate', token: 'new' });
    expect(credentials.lostTimes).toBe(0);
  });

  it('is lost when the server does not take the new one either', async () => {
    Peer.takes = 'another';
    await expect(all(transport().events('r_1', 0, attachment))).rejects.toThrow(FailureError);
    expect(Peer.all).toHaveLength(2);
    expect(credentials.lostTimes).toBe(1);
  });

  it('is said anew before it expires, on the same socket', async () => {
    void all(transport().events('r_1', 0, attachment));
    const socket = await peer();
    Peer.takes = 'new';
    socket.say({ type: 'expiring', inSeconds: 60 });
    await vi.waitFor(() => expect(socket.heard.at(-1)).toEqual({ type: 'authenticate', token: 'new' }));
    expect(Peer.all).toHaveLength(1);
  });
});
