import { describe, expect, it } from 'vitest';
import { ended, follow, NOTHING_YET, type Answer } from './answer';
import type { Frame, RunEvent } from './events';

const text = (words: string): RunEvent => ({ type: 'text-delta', text: words });
const started: RunEvent = { type: 'started', runId: 'r_1', sessionId: 's_1', model: 'local.echo-v1' };
const completed: RunEvent = { type: 'completed', stopReason: 'end_turn' };
const usage = { inputTokens: 3, outputTokens: 2, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 };
const problem = { type: '/problems/model-failed', title: 'The model failed', status: 502 };

const frames = (...events: RunEvent[]): Frame[] => events.map((event, index) => ({ offset: index + 1, event }));
const after = (...events: RunEvent[]): Answer => follow(NOTHING_YET, frames(...events));

describe('an answer', () => {
  it('waits until its first event, then streams, then has succeeded', () => {
    expect(NOTHING_YET.phase).toBe('waiting');
    expect(after(started)).toMatchObject({ phase: 'streaming', runId: 'r_1', model: 'local.echo-v1' });
    expect(after(started, text('Hi'), completed)).toMatchObject({ phase: 'succeeded', stopReason: 'end_turn' });
  });

  it('is the sum of its deltas, reasoning apart from text', () => {
    const answer = after(started, { type: 'reasoning-delta', text: 'Hm. ' }, text('Good '), text('day'));
    expect(answer).toMatchObject({ text: 'Good day', reasoning: 'Hm. ', offset: 4 });
  });

  it('keeps what was said when it fails or is cancelled', () => {
    expect(after(started, text('Half'), { type: 'failed', problem })).toMatchObject({ phase: 'failed', text: 'Half', problem });
    expect(after(started, text('Half'), { type: 'cancelled', by: 'caller' })).toMatchObject({ phase: 'cancelled', text: 'Half' });
  });

  it('takes the usage and whether it was estimated', () => {
    expect(after(started, { type: 'usage', usage, estimated: true })).toMatchObject({ usage, usageEstimated: true });
  });

  it('is the same however its frames were gathered', () => {
    const all = frames(started, text('a'), text('b'), { type: 'interrupted', reason: 'lost', rewindTo: 2 }, text('c'), completed);
    const whole = follow(NOTHING_YET, all);
    for (let cut = 0; cut <= all.length; cut++) {
      expect(follow(follow(NOTHING_YET, all.slice(0, cut)), all.slice(cut))).toEqual(whole);
    }
    expect(all.reduce((answer, frame) => follow(answer, [frame]), NOTHING_YET)).toEqual(whole);
  });

  it('leaves the answer that it was made from as it was', () => {
    const before = after(started, text('a'));
    const copy = structuredClone(before);
    follow(before, [{ offset: 3, event: text('b') }]);
    expect(before).toEqual(copy);
  });
});

describe('offsets', () => {
  it('drops frames that were seen before, so that a stream may be read again from anywhere', () => {
    const all = frames(started, text('one '), text('two '), text('three'), completed);
    for (let from = 0; from < all.length; from++) {
      const half = follow(NOTHING_YET, all.slice(0, 3));
      const again = follow(half, all.slice(from));
      expect(again.text).toBe(from <= 3 ? 'one two three' : 'one two ');
      expect(again.gap).toBe(from > 3);
    }
  });

  it('drops the same frame twice in one batch', () => {
    const twice = frames(started, text('once')).flatMap((frame) => [frame, frame]);
    expect(follow(NOTHING_YET, twice).text).toBe('once');
  });

  it('refuses to go on over a gap, and takes nothing after it', () => {
    const answer = follow(after(started, text('a')), [
      { offset: 4, event: text('c') },
      { offset: 3, event: text('b') },
      { offset: 5, event: completed },
    ]);
    expect(answer).toMatchObject({ gap: true, text: 'a', offset: 2, phase: 'streaming' });
  });

  it('refuses a first event that is not number 1', () => {
    expect(follow(NOTHING_YET, [{ offset: 2, event: text('a') }])).toMatchObject({ gap: true, text: '', phase: 'waiting' });
  });

  it('takes nothing after the terminal event', () => {
    for (const terminal of [completed, { type: 'cancelled', by: 'caller' }, { type: 'failed', problem }] satisfies RunEvent[]) {
      const answer = after(started, text('a'), terminal, text('too late'), completed);
      expect(answer).toMatchObject({ text: 'a', offset: 3, gap: false });
      expect(ended(answer)).toBe(true);
    }
  });

  it('counts an event that is newer than this app', () => {
    const unknown = { type: 'from-the-future', value: 1 } as unknown as RunEvent;
    expect(after(started, unknown, text('a'))).toMatchObject({ offset: 3, text: 'a', gap: false });
  });
});

describe('an interruption', () => {
  const lost = (rewindTo: number): RunEvent => ({ type: 'interrupted', reason: 'lease-lost', rewindTo });

  it('drops exactly what came after the event it rewinds to', () => {
    const answer = after(started, text('kept '), text('dropped '), text('dropped'), lost(2), text('new'), completed);
    expect(answer).toMatchObject({ text: 'kept new', interruptions: 1, phase: 'succeeded', offset: 7 });
  });

  it('drops reasoning by the same mark', () => {
    const answer = after(started, { type: 'reasoning-delta', text: 'A' }, text('b'), { type: 'reasoning-delta', text: 'C' }, lost(3));
    expect(answer).toMatchObject({ reasoning: 'A', text: 'b' });
  });

  it('drops everything when it rewinds to the start', () => {
    for (const rewindTo of [0, 1]) expect(after(started, text('a'), text('b'), lost(rewindTo)).text).toBe('');
  });

  it('drops nothing when it rewinds to the event before it', () => {
    expect(after(started, text('a'), text('b'), lost(3), text('c')).text).toBe('abc');
  });

  it('may strike again, before or after the place it struck first', () => {
    expect(after(started, text('a'), text('b'), lost(2), text('c'), lost(5), text('d')).text).toBe('acd');
    expect(after(started, text('a'), text('b'), lost(2), text('c'), lost(1), text('d')).text).toBe('d');
    expect(after(started, text('a'), text('b'), lost(2), lost(3), text('c'))).toMatchObject({ text: 'ac', interruptions: 2 });
  });
});
