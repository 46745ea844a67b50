import { describe, expect, it, vi } from 'vitest';
import { FailureError } from '../api/failure';
import { BrokenStream, Cut, Detached } from './breaks';
import { network } from './network';
import { pauseMillis, persistent, type Connection } from './persistent';
import type { Attachment } from './transport';

type Script = (attachment: Attachment) => AsyncGenerator<number>;

const problem = (status: number) => ({ type: '/problems/x', title: 'x', status });
const failed = (status: number, retryAfterSeconds?: number) =>
  new FailureError({ kind: 'problem', problem: problem(status), retryAfterSeconds });

/** A connection that gives some numbers and then ends, or throws. */
function gives(numbers: number[], error?: Error): Script {
  // eslint-disable-next-line @typescript-eslint/require-await
  return async function* ({ opened }) {
    opened();
    yield* numbers;
    if (error !== undefined) throw error;
  };
}

async function read(scripts: Script[], enough = Infinity, leave = new AbortController()) {
  const items: number[] = [];
  const reports: Connection[] = [];
  const pauses: [number, number][] = [];
  let opened = 0;
  const stream = persistent((attachment) => (scripts[opened++] ?? gives([], failed(404)))(attachment), {
    signal: leave.signal,
    report: (connection) => reports.push(connection),
    pause: (failures, leastMillis) => {
      pauses.push([failures, leastMillis]);
      return Promise.resolve();
    },
  });
  let error: unknown;
  try {
    for await (const item of stream) {
      items.push(item);
      if (items.length >= enough) break;
    }
  } catch (thrown) {
    error = thrown;
  }
  return { items, reports, pauses, opened, error };
}

describe('a persistent stream', () => {
  it('is opened again whether it ended, was cut, was detached or broke', async () => {
    const breaks = [undefined, new Cut(), new Detached(problem(401)), new BrokenStream()];
    for (const error of breaks) {
      expect(await read([gives([1], error), gives([2, 3])], 3)).toMatchObject({ items: [1, 2, 3], opened: 2 });
    }
  });

  it('is opened again while the service is away, however long', async () => {
    const away = Array.from({ length: 40 }, (_, at) => gives([], at % 2 === 0 ? failed(503) : new FailureError({ kind: 'unreachable' })));
    expect(await read([gives([1]), ...away, gives([2])], 2)).toMatchObject({ items: [1, 2], opened: 42 });
  });

  it('ends when the server refuses for good', async () => {
    for (const status of [401, 403, 404, 422]) {
      const { error, opened } = await read([gives([1]), gives([], failed(status)), gives([2])]);
      expect(error).toMatchObject({ failure: { problem: { status } } });
      expect(opened).toBe(2);
    }
  });

  it('ends when the session is over', async () => {
    const over = new FailureError({ kind: 'signed-out' });
    expect(await read([gives([], over), gives([1])])).toMatchObject({ error: over, opened: 1 });
  });

  it('ends when it breaks the contract again and again', async () => {
    const broken = Array.from({ length: 20 }, () => gives([], new BrokenStream('no id')));
    expect(await read(broken)).toMatchObject({ opened: 5, error: new BrokenStream('no id') });
  });

  it('ends at once on a bug of ours', async () => {
    const bug = new TypeError('x is undefined');
    expect(await read([gives([], bug), gives([1])])).toMatchObject({ error: bug, opened: 1 });
  });

  it('ends when nobody wants it any more', async () => {
    const leave = new AbortController();
    const leaving: Script = async function* () {
      yield 1;
      leave.abort();
      throw await Promise.resolve(new Cut());
    };
    const { error, opened } = await read([leaving, gives([2])], Infinity, leave);
    expect(error).toHaveProperty('name', 'AbortError');
    expect(opened).toBe(1);
  });

  it('is opened again after the browser was offline, though its connection says nothing', async () => {
    const silent: Script = async function* ({ signal, opened }) {
      opened();
      yield 1;
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    };
    const reading = read([silent, gives([2])], 2);
    await new Promise((resolve) => setImmediate(resolve));
    network.dispatchEvent(new Event('offline'));
    expect(await reading).toMatchObject({ items: [1, 2], opened: 2, reports: ['connecting', 'live', 'reconnecting', 'live'] });
  });

  it('says how it is: connecting, live, and reconnecting from the break on', async () => {
    const { reports } = await read([gives([1], new Cut()), gives([], failed(503)), gives([2])], 2);
    expect(reports).toEqual(['connecting', 'live', 'reconnecting', 'live', 'reconnecting', 'live']);
  });

  it('pauses longer with every failure in a row and starts over with the next item', async () => {
    const cut = gives([], new Cut());
    const { pauses } = await read([cut, cut, cut, gives([1], new Cut()), cut, gives([2])], 2);
    expect(pauses.map(([failures]) => failures)).toEqual([0, 1, 2, 0, 1]);
  });

  it('waits at least as long as the server asks', async () => {
    const { pauses } = await read([gives([], failed(429, 7)), gives([1])], 1);
    expect(pauses).toEqual([[0, 7_000]]);
  });
});

describe('the pause', () => {
  it('doubles up to a bound and is spread over all of it', () => {
    expect([0, 1, 2, 3].map((failures) => pauseMillis(failures, () => 1))).toEqual([500, 1000, 2000, 4000]);
    expect(pauseMillis(50, () => 1)).toBe(15_000);
    expect(pauseMillis(50, () => 0)).toBe(0);
  });

  it('is over when the browser is online again, and when nobody waits any more', async () => {
    vi.stubGlobal('navigator', { onLine: false });
    const leave = new AbortController();
    let opened = 0;
    const cut = async function* () {
      opened++;
      yield* [];
      throw await Promise.resolve(new Cut());
    };
    const reading = persistent(cut, { signal: leave.signal, report: () => undefined }).next();
    for (let attempt = 1; attempt <= 8; attempt++) {
      await vi.waitFor(() => expect(opened).toBe(attempt));
      await new Promise((resolve) => setImmediate(resolve));
      network.dispatchEvent(new Event('online'));
    }
    await vi.waitFor(() => expect(opened).toBe(9));
    leave.abort();
    await expect(reading).rejects.toHaveProperty('name', 'AbortError');
    vi.unstubAllGlobals();
  });
});
