import { describe, expect, it, vi } from 'vitest';
import { FailureError } from '../api/failure';
import type { Turn } from '../api/types';
import { BrokenStream, Cut } from '../stream/breaks';
import { completed, conversation, started, word } from './answers.fixture';

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

  it('is hung up on and gone when its session is forgotten', () => {
    const { ask, answers, cancelled } = conversation();
    ask();
    answers.forgetAll();
    expect(answers.of('s_1')).toBeUndefined();
    expect(answers.running('s_1')).toBe(false);
    expect(cancelled).toEqual([]);
  });

  it('leaves the next answer of its session alone once it was forgotten', async () => {
    const { ask, answers, shows } = conversation();
    const first = ask('first');
    first.send(started, word('old'));
    await shows({ answer: { text: 'old' } });
    first.send(word(' late'));
    answers.forget('s_1');
    ask('second').send({ ...started, runId: 'r_2' }, word('new'));
    await shows({ request: { text: 'second' }, answer: { text: 'new', runId: 'r_2', phase: 'streaming' } });
  });
});

describe('an answer that was begun elsewhere', () => {
  const turn: Turn = {
    id: 'r_1',
    sessionId: 's_1',
    parentId: 'root',
    state: 'running',
    input: 'Hello',
    output: '',
    model: 'm',
    createdAt: '2026-03-10T12:00:00Z',
  };

  it('is read from its first event and grows like one of our own', async () => {
    const { answers, lines, attached, shows } = conversation();
    answers.attach(turn);
    await shows({ request: { text: 'Hello' }, answer: { runId: 'r_1', phase: 'waiting' }, askedAt: turn.createdAt });
    lines[0]?.send(started, word('Hi'), completed);
    await shows({ answer: { phase: 'succeeded', text: 'Hi' } });
    expect(attached).toEqual(['r_1 after 0']);
  });

  it('is followed once, and not in place of one that is being written', () => {
    const { answers, attached, ask } = conversation();
    answers.attach(turn);
    answers.attach(turn);
    expect(attached).toHaveLength(1);
    ask('mine', 's_2');
    answers.attach({ ...turn, id: 'r_3', sessionId: 's_2' });
    expect(answers.of('s_2')?.request.text).toBe('mine');
  });

  it('is not followed again when that failed, but another one is', async () => {
    const { answers, lines, shows, attached } = conversation();
    answers.attach(turn);
    lines[0]?.end(new FailureError({ kind: 'problem', problem: { type: '/problems/not-found', title: 'x', status: 404 } }));
    await shows({ answer: { phase: 'failed' } });
    answers.attach(turn);
    answers.attach({ ...turn, id: 'r_2' });
    expect(attached).toEqual(['r_1 after 0', 'r_2 after 0']);
  });
});

describe('a connection that breaks', () => {
  it('does not show in the answer', async () => {
    const { ask, lines, attached, shows } = conversation();
    const first = ask();
    first.send(started, word('one '));
    await shows({ answer: { text: 'one ' } });
    first.end(new Cut());
    await vi.waitFor(() => expect(attached).toEqual(['r_1 after 2']));
    lines[1]?.send(started, word('one '), word('two'), completed);
    await shows({ answer: { phase: 'succeeded', text: 'one two' }, failure: undefined });
  });

  it('asks the same question again, by the same key, when it was lost before the first event', async () => {
    const { ask, lines, keys, shows } = conversation();
    ask().end(new Cut());
    await vi.waitFor(() => expect(lines).toHaveLength(2));
    lines[1]?.send(started, completed);
    await shows({ answer: { phase: 'succeeded' } });
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
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

  it('says that it was cut off when nobody can read it on', async () => {
    const { ask, lines, shows } = conversation();
    ask().send(started, word('Half'));
    await shows({ answer: { text: 'Half' } });
    for (let line = 0; line < 5; line++) {
      await vi.waitFor(() => expect(lines.length).toBeGreaterThan(line));
      lines[line]?.end(new BrokenStream());
    }
    await shows({ answer: { phase: 'failed', text: 'Half' }, failure: { kind: 'broken-stream' } });
  });
});
