import { describe, expect, it, vi } from 'vitest';
import { FailureError } from '../api/failure';
import type { Frame, RunEvent } from '../stream/events';
import { Answers, type Milestone } from './answers';

/** A stream whose frames the test sends; it ends with the signal, as `fetch` does. */
class Line {
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

function conversation() {
  const lines: Line[] = [];
  const told: [Milestone, string][] = [];
  const answers = new Answers((_session, _turn, signal) => {
    const line = new Line();
    lines.push(line);
    return line.read(signal);
  });
  answers.watch((milestone, turn) => told.push([milestone, turn.answer.phase]));
  const ask = (text = 'Hello', session = 's_1') => {
    answers.start(session, { text }, []);
    return lines.at(-1) as Line;
  };
  const shows = (fields: object, session = 's_1') => vi.waitFor(() => expect(answers.of(session)).toMatchObject(fields));
  return { answers, lines, told, ask, shows };
}

const started: RunEvent = { type: 'started', runId: 'r_1', sessionId: 's_1', model: 'm' };
const word = (text: string): RunEvent => ({ type: 'text-delta', text });
const completed: RunEvent = { type: 'completed', stopReason: 'end_turn' };

describe('an answer being written', () => {
  it('grows with its stream and ends with its terminal event', async () => {
    const { ask, shows, told, answers } = conversation();
    const line = ask();
    expect(answers.running('s_1')).toBe(true);
    line.send(started, word('Hi '), word('there'));
    await shows({ answer: { phase: 'streaming', text: 'Hi there' } });
    line.send(completed);
    line.end();
    await shows({ answer: { phase: 'succeeded' }, failure: undefined });
    expect(answers.running('s_1')).toBe(false);
    await vi.waitFor(() => expect(told).toEqual([['started', 'streaming'], ['ended', 'succeeded']]));
  });

  it('shows the first word at once and gathers the rest', async () => {
    const { ask, answers, shows } = conversation();
    let changes = 0;
    const line = ask();
    answers.subscribe(() => changes++);
    line.send(started);
    await shows({ answer: { phase: 'streaming' } });
    for (let count = 0; count < 500; count++) line.send(word('x'));
    line.send(completed);
    line.end();
    await shows({ answer: { phase: 'succeeded', text: 'x'.repeat(500) } });
    expect(changes).toBeLessThan(10);
  });

  it('refuses a second question of the same session, and takes one of another', () => {
    const { ask, lines } = conversation();
    ask('first');
    ask('second');
    expect(lines).toHaveLength(1);
    ask('elsewhere', 's_2');
    expect(lines).toHaveLength(2);
  });

  it('takes the next question once it has ended', async () => {
    const { ask, lines, shows } = conversation();
    const line = ask('first');
    line.send(started, completed);
    line.end();
    await shows({ answer: { phase: 'succeeded' } });
    ask('second');
    expect(lines).toHaveLength(2);
    await shows({ request: { text: 'second' }, answer: { phase: 'waiting' } });
  });

  it('stops on demand and keeps what was said', async () => {
    const { ask, answers, shows } = conversation();
    ask().send(started, word('Half'));
    await shows({ answer: { text: 'Half' } });
    answers.stop('s_1');
    await shows({ answer: { phase: 'cancelled', text: 'Half' }, failure: undefined });
  });

  it('is hung up on and gone when its session is forgotten', () => {
    const { ask, answers } = conversation();
    ask();
    answers.forgetAll();
    expect(answers.of('s_1')).toBeUndefined();
    expect(answers.running('s_1')).toBe(false);
  });
});

describe('an answer that fails', () => {
  const problem = { type: '/problems/model-failed', title: 'The model failed', status: 502 };

  it('says the problem of its terminal event', async () => {
    const { ask, shows } = conversation();
    const line = ask();
    line.send(started, word('Half'), { type: 'failed', problem });
    line.end();
    await shows({ answer: { phase: 'failed', text: 'Half' }, failure: { kind: 'problem', problem } });
  });

  it('says why it was refused before its first event', async () => {
    const { ask, shows } = conversation();
    ask().end(new FailureError({ kind: 'problem', problem, retryAfterSeconds: 3 }));
    await shows({ answer: { phase: 'failed' }, failure: { kind: 'problem', problem, retryAfterSeconds: 3 } });
  });

  it('says that it was cut off when its stream breaks or just ends', async () => {
    for (const fault of [undefined, new TypeError('network error')]) {
      const { ask, shows } = conversation();
      const line = ask();
      line.send(started, word('Half'));
      line.end(fault);
      await shows({ answer: { phase: 'failed', text: 'Half' }, failure: { kind: 'broken-stream' } });
    }
  });
});
