import { afterEach, expect, vi } from 'vitest';
import type { Run } from '../api/types';
import type { Frame, RunEvent } from '../stream/events';
import type { Transport } from '../stream/transport';
import { Answers, type Milestone, type Runs } from './answers';

/** A stream whose frames the test sends; it ends with the signal, as `fetch` does. */
export class Line {
  private readonly frames: Frame[] = [];
  private fault: unknown;
  private over = false;
  private wake: () => void = () => undefined;

  send(...events: RunEvent[]): void {
    for (const event of events) this.frames.push({ offset: ++this.sent, event });
    this.wake();
  }
  private sent = 0;

  end(fault?: unknown): void {
    this.fault = fault;
    this.over = true;
    this.wake();
  }

  async *read(signal: AbortSignal): AsyncGenerator<Frame> {
    signal.addEventListener('abort', () => this.end(signal.reason));
    for (;;) {
      const frame = this.frames.shift();
      if (frame !== undefined) yield frame;
      else if (!this.over) await new Promise<void>((resolve) => (this.wake = resolve));
      else if (this.fault === undefined) return;
      else throw this.fault as Error;
    }
  }
}

const begun: Answers[] = [];
afterEach(() => begun.splice(0).forEach((answers) => answers.forgetAll()));

export function conversation() {
  const lines: Line[] = [];
  const attached: string[] = [];
  const cancelled: string[] = [];
  const keys: string[] = [];
  const told: [Milestone, string][] = [];
  const newLine = (signal: AbortSignal) => {
    const line = new Line();
    lines.push(line);
    return line.read(signal);
  };
  const runs: Runs & { newest: Pick<Run, 'id' | 'state'> | undefined; refuses: boolean; lost: boolean } = {
    newest: undefined,
    refuses: false,
    lost: false,
    newestRun: () => Promise.resolve(runs.newest),
    cancelRun: (id) => (cancelled.push(id), runs.refuses ? Promise.reject(new Error('no')) : Promise.resolve(!runs.lost)),
  };
  const transport: Transport = {
    start: (_session, _turn, key, { signal }) => (keys.push(key), newLine(signal)),
    events: (id, after, { signal }) => (attached.push(`${id} after ${after}`), newLine(signal)),
    messages: () => newLine(new AbortController().signal) as never,
  };
  const answers = new Answers(runs, () => transport, () => Promise.resolve());
  begun.push(answers);
  answers.watch((milestone, turn) => told.push([milestone, turn.answer.phase]));
  const ask = (text = 'Hello', session = 's_1') => {
    answers.start(session, { text }, []);
    return lines.at(-1) as Line;
  };
  const shows = (fields: object, session = 's_1') => vi.waitFor(() => expect(answers.of(session)).toMatchObject(fields));
  return { answers, runs, lines, attached, cancelled, keys, told, ask, shows };
}

export const started = { type: 'started', runId: 'r_1', sessionId: 's_1', model: 'm' } as const satisfies RunEvent;
export const word = (text: string): RunEvent => ({ type: 'text-delta', text });
export const completed: RunEvent = { type: 'completed', stopReason: 'end_turn' };
