import { describe, expect, it } from 'vitest';
import { FailureError } from '../api/failure';
import { Cut } from './breaks';
import type { Frame, RunEvent } from './events';
import { runFrames, type Start } from './runFrames';
import type { Transport } from './transport';

const LOG: RunEvent[] = [
  { type: 'started', runId: 'r_1', model: 'm' },
  { type: 'text-delta', text: 'one ' },
  { type: 'text-delta', text: 'two ' },
  { type: 'text-delta', text: 'three' },
  { type: 'completed', stopReason: 'end_turn' },
];
const frames: Frame[] = LOG.map((event, at) => ({ offset: at + 1, event }));

/** A connection that gives these frames and then throws, or just ends. */
type Connection = { give: readonly Frame[]; error?: Error };
// eslint-disable-next-line @typescript-eslint/require-await
async function* through({ give, error }: Connection): AsyncGenerator<Frame> {
  yield* give;
  if (error !== undefined) throw error;
}

const refused = (status: number) => new FailureError({ kind: 'problem', problem: { type: '/problems/x', title: 'x', status } });

async function follow(connections: Connection[], run: 'named' | 'started' = 'named') {
  const asked: string[] = [];
  const next = () => through(connections.shift() ?? { give: [], error: refused(404) });
  const transport: Transport = {
    start: () => {
      throw new Error('the test starts runs itself');
    },
    events: (runId, after) => (asked.push(`${runId} after ${after}`), next()),
    messages: () => {
      throw new Error('nobody asked for a channel');
    },
  };
  const start: Start = () => (asked.push('start'), next());
  const got: Frame[] = [];
  let error: unknown;
  try {
    const stream = runFrames(run === 'named' ? 'r_1' : start, transport, {
      signal: new AbortController().signal,
      report: () => undefined,
      pause: () => Promise.resolve(),
    });
    for await (const frame of stream) got.push(frame);
  } catch (thrown) {
    error = thrown;
  }
  return { got, asked, error };
}

describe('the frames of a run', () => {
  it('end with its terminal event and not with a connection', async () => {
    const { got, asked, error } = await follow([{ give: frames.slice(0, 2) }, { give: frames.slice(2) }]);
    expect(got).toEqual(frames);
    expect(asked).toEqual(['r_1 after 0', 'r_1 after 2']);
    expect(error).toBeUndefined();
  });

  it('are each there once, wherever connections break and however far back the next one starts', async () => {
    for (let broke = 0; broke < frames.length; broke++) {
      for (let back = 0; back <= broke; back++) {
        const { got } = await follow([{ give: frames.slice(0, broke), error: new Cut() }, { give: frames.slice(back) }]);
        expect(got).toEqual(frames);
      }
    }
  });

  it('are asked for again after a gap, which is never shown', async () => {
    const { got, asked } = await follow([{ give: [...frames.slice(0, 2), ...frames.slice(3)] }, { give: frames.slice(2) }]);
    expect(got).toEqual(frames);
    expect(asked).toEqual(['r_1 after 0', 'r_1 after 2']);
  });

  it('end in an error when the run is gone', async () => {
    const { got, error } = await follow([{ give: frames.slice(0, 2) }, { give: [], error: refused(404) }]);
    expect(got).toEqual(frames.slice(0, 2));
    expect(error).toMatchObject({ failure: { problem: { status: 404 } } });
  });
});

describe('the frames of a run that is started here', () => {
  it('come from its start, and after that from the run', async () => {
    const { got, asked } = await follow([{ give: frames.slice(0, 3), error: new Cut() }, { give: frames.slice(3) }], 'started');
    expect(got).toEqual(frames);
    expect(asked).toEqual(['start', 'r_1 after 3']);
  });

  it('come from a second start when the first was lost before it said anything', async () => {
    for (const error of [undefined, new Cut(), new FailureError({ kind: 'unreachable' })]) {
      const { got, asked } = await follow([{ give: [], error }, { give: frames }], 'started');
      expect(got).toEqual(frames);
      expect(asked).toEqual(['start', 'start']);
    }
  });

  it('are given up when it was lost three times', async () => {
    const lost = { give: [], error: new FailureError({ kind: 'unreachable' }) };
    const { asked, error } = await follow([lost, lost, lost, { give: frames }], 'started');
    expect(asked).toEqual(['start', 'start', 'start']);
    expect(error).toBe(lost.error);
  });

  it('are not asked for twice when the start was refused, even for want of capacity', async () => {
    for (const error of [refused(403), refused(422), refused(429), refused(503), new FailureError({ kind: 'offline' })]) {
      expect(await follow([{ give: [], error }, { give: frames }], 'started')).toMatchObject({ asked: ['start'], error });
    }
  });
});
