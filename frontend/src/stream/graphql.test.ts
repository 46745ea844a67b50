import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Credentials } from '../api/authorizedFetch';
import { FailureError } from '../api/failure';
import { follow, NOTHING_YET } from './answer';
import { BrokenStream, Cut, Detached } from './breaks';
import { graphqlTransport } from './graphql';
import { Peer } from './graphql.fixture';
import { runFrames } from './runFrames';
import type { Attachment } from './transport';

/** The socket and what was subscribed to on it, once that many subscriptions are. */
const subscribed = (at = 0, count = 1) =>
  vi.waitFor(() => {
    const socket = Peer.all[at] as Peer;
    const asked = socket.subscriptions();
    expect(asked).toHaveLength(count);
    return { socket, ids: asked.map(({ id }) => id as string), asked };
  });

const problem = (status: number, slug = 'x') => ({ type: `/problems/${slug}`, title: 'x', status });
const started = { __typename: 'Started', runId: 'r_9', sessionId: null, model: 'm' };
const completed = { __typename: 'Completed', stopReason: 'END_TURN' };

let credentials: Credentials & { lostTimes: number };
let leave: AbortController;
let opened: number;
let attachment: Attachment;

beforeEach(() => {
  Peer.all.length = 0;
  Peer.takes = 'good';
  Peer.answers = Peer.pongs = true;
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

const transport = () => graphqlTransport('https://api.test', credentials);
const persistence = () => ({ signal: leave.signal, report: () => undefined, pause: () => Promise.resolve() });

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('GraphQL', () => {
  it('follows a run after an offset, and says the token in the first message', async () => {
    const events = all(transport().events('r_1', 7, attachment));
    const { socket, ids: [id = ''], asked } = await subscribed();
    expect([socket.url, socket.protocol]).toEqual(['wss://api.test/graphql', 'graphql-transport-ws']);
    expect(socket.heard[0]).toEqual({ type: 'connection_init', payload: { Authorization: 'Bearer good' } });
    expect(asked[0]?.payload?.variables).toEqual({ id: 'r_1', after: 7 });
    socket.words(id, 8, 'a');
    socket.event(id, 9, completed);
    socket.say({ type: 'complete', id });
    expect(await events).toEqual([
      { offset: 8, event: { type: 'text-delta', text: 'a' } },
      { offset: 9, event: { type: 'completed', stopReason: 'end_turn' } },
    ]);
    expect(opened).toBe(1);
  });

  it('starts a turn by the key that it was given, and follows it from its first event', async () => {
    const events = all(transport().start('s_1', { text: 'Hi', onDisconnect: 'continue' }, 'key-1', attachment));
    const { socket, ids: [id = ''], asked } = await subscribed();
    const mutation = socket.heard.find(({ payload }) => payload?.query?.startsWith('mutation'));
    expect(mutation?.payload?.variables).toEqual({ sessionId: 's_1', input: { text: 'Hi', onDisconnect: 'CONTINUE' }, key: 'key-1' });
    expect(asked[0]?.payload?.variables).toEqual({ id: 'r_9', after: 0 });
    socket.event(id, 1, started);
    socket.say({ type: 'complete', id });
    expect(await events).toEqual([{ offset: 1, event: { type: 'started', runId: 'r_9', model: 'm' } }]);
  });

  it('carries many at once, each its own, and the socket is closed with the last', async () => {
    const shared = transport();
    const first = all(shared.events('r_1', 0, attachment));
    const second = all(shared.events('r_2', 0, attachment));
    const { socket, ids: [one = '', two = ''] } = await subscribed(0, 2);
    socket.words(two, 1, 'two');
    socket.words(one, 1, 'one');
    socket.say({ type: 'complete', id: one });
    expect(await first).toMatchObject([{ event: { text: 'one' } }]);
    expect(socket.readyState).toBe(1);
    socket.say({ type: 'complete', id: two });
    expect(await second).toMatchObject([{ event: { text: 'two' } }]);
    await vi.waitFor(() => expect(socket.readyState).toBe(3), 2_000);
    expect(Peer.all).toHaveLength(1);
  });

  it('hears a channel, and has what was missed read again once the subscription is surely in force', async () => {
    vi.useFakeTimers();
    const messages = transport().messages('session:s_1', attachment);
    const first = messages[Symbol.asyncIterator]().next();
    await vi.advanceTimersByTimeAsync(500);
    expect(opened).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(opened).toBe(2);
    const { socket, ids: [id], asked } = await subscribed();
    expect(asked[0]?.payload?.variables).toEqual({ name: 'session:s_1' });
    socket.say({ type: 'next', id, payload: { data: { channel: { channel: 'session:s_1', data: { type: 'turn-ended' } } } } });
    expect((await first).value).toMatchObject({ channel: 'session:s_1', data: { type: 'turn-ended' } });
  });

  it('tells the server what is no longer wanted', async () => {
    const shared = transport();
    const wanted = all(shared.events('r_1', 0, attachment));
    void all(shared.events('r_2', 0, { ...attachment, signal: new AbortController().signal }));
    const { socket, ids: [id] } = await subscribed(0, 2);
    leave.abort();
    await expect(wanted).rejects.toHaveProperty('name', 'AbortError');
    expect(socket.heard.filter(({ type }) => type === 'complete')).toEqual([{ type: 'complete', id }]);
  });
});

describe('an answer by GraphQL', () => {
  it('goes on after the last offset when the connection is lost, with no word doubled or missing', async () => {
    const shared = transport();
    const frames = all(
      runFrames((to) => shared.start('s_1', { text: 'Hi' }, 'key-1', to), shared, persistence()),
    );
    const first = await subscribed(0);
    first.socket.event(first.ids[0] ?? '', 1, started);
    first.socket.words(first.ids[0] ?? '', 2, 'one ', 'two ');
    first.socket.event(first.ids[0] ?? '', 3, { __typename: 'TextDelta', text: 'two ' });
    first.socket.say({ type: 'ping' });
    await vi.waitFor(() => expect(first.socket.heard.at(-1)?.type).toBe('pong'));
    first.socket.lose();
    const second = await subscribed(1);
    expect(second.asked[0]?.payload?.variables).toEqual({ id: 'r_9', after: 3 });
    second.socket.words(second.ids[0] ?? '', 3, 'two ', 'three');
    second.socket.event(second.ids[0] ?? '', 5, completed);
    expect(follow(NOTHING_YET, await frames)).toMatchObject({ text: 'one two three', phase: 'succeeded', gap: false });
    expect(Peer.all.flatMap(({ heard }) => heard).filter(({ payload }) => payload?.query?.startsWith('mutation'))).toHaveLength(1);
  });
});

describe('a GraphQL socket that ends or refuses', () => {
  it('throws what the server said about one subscription', async () => {
    const shared = transport();
    const refused = all(shared.events('r_1', 0, attachment));
    const expired = all(shared.events('r_2', 0, attachment));
    const unclear = all(shared.events('r_3', 0, attachment));
    const { socket, ids: [one, two, three] } = await subscribed(0, 3);
    socket.say({ type: 'error', id: one, payload: [{ message: 'x', extensions: problem(404) }] });
    await expect(refused).rejects.toMatchObject({ failure: { kind: 'problem', problem: { status: 404 } } });
    socket.say({ type: 'error', id: two, payload: [{ message: 'x', extensions: problem(401, 'token-expired') }] });
    await expect(expired).rejects.toThrow(Detached);
    socket.say({ type: 'next', id: three, payload: { data: null, errors: [{ message: 'x' }] } });
    await expect(unclear).rejects.toThrow(BrokenStream);
  });

  it('cuts what it carried when it is lost, and the next one is another', async () => {
    const shared = transport();
    for (const [at, code] of [1006, 1001, 1012].entries()) {
      const events = all(shared.events('r_1', 0, attachment));
      (await subscribed(at)).socket.lose(code);
      await expect(events, `${code}`).rejects.toThrow(Cut);
    }
    expect(Peer.all).toHaveLength(3);
  });

  it('is asked whether anybody is there, and given up when nobody answers', async () => {
    vi.useFakeTimers();
    const outcome = all(transport().events('r_1', 0, attachment)).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(35_000);
    expect(Peer.all[0]?.heard.map(({ type }) => type)).toContain('ping');
    expect(Peer.all[0]?.readyState).toBe(1);
    Peer.pongs = false;
    await vi.advanceTimersByTimeAsync(45_000);
    expect(await outcome).toBeInstanceOf(Cut);
  });

  it('is refused when it says what is not in the protocol', async () => {
    const says = [
      () => 'hello',
      () => JSON.stringify({ type: 'nonsense' }),
      (id: string) => JSON.stringify({ type: 'next', id, payload: { data: { runEvents: { offset: 0 } } } }),
    ];
    for (const say of says) {
      Peer.all.length = 0;
      const events = all(transport().events('r_1', 0, attachment));
      const { socket, ids: [id = ''] } = await subscribed();
      socket.say(say(id));
      await expect(events, say(id)).rejects.toThrow(BrokenStream);
    }
  });

  it('is unreachable when nobody takes it', async () => {
    Peer.answers = false;
    await expect(all(transport().events('r_1', 0, attachment))).rejects.toMatchObject({ failure: { kind: 'unreachable' } });
  });
});

describe('the token of a GraphQL socket', () => {
  it('is renewed when the server does not take it', async () => {
    Peer.takes = 'new';
    void all(runFrames('r_1', transport(), persistence())).catch(() => undefined);
    expect((await subscribed(1)).socket.heard[0]).toMatchObject({ payload: { Authorization: 'Bearer new' } });
    expect(credentials.lostTimes).toBe(0);
  });

  it('is lost when the server does not take the new one either', async () => {
    Peer.takes = 'another';
    await expect(all(runFrames('r_1', transport(), persistence()))).rejects.toThrow(FailureError);
    expect(Peer.all).toHaveLength(2);
    expect(credentials.lostTimes).toBe(1);
  });

  it('is lost when there is no new one', async () => {
    credentials = { ...credentials, token: () => undefined, renew: () => Promise.resolve(undefined), lost: () => credentials.lostTimes++ };
    await expect(all(transport().events('r_1', 0, attachment))).rejects.toMatchObject({ failure: { kind: 'signed-out' } });
    expect(credentials.lostTimes).toBe(1);
  });

  it('is renewed for the next socket once it has expired on this one', async () => {
    void all(runFrames('r_1', transport(), persistence())).catch(() => undefined);
    const { socket } = await subscribed();
    Peer.takes = 'new';
    socket.lose(4401);
    expect((await subscribed(1)).socket.heard[0]).toMatchObject({ payload: { Authorization: 'Bearer new' } });
    expect(credentials.lostTimes).toBe(0);
  });
});
