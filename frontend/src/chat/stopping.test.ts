import { describe, expect, it } from 'vitest';
import { conversation, started, word } from './answers.fixture';

describe('an answer that is stopped', () => {
  it('ends when its run says so, not before', async () => {
    const { ask, answers, cancelled, shows } = conversation();
    const line = ask();
    line.send(started, word('Half'));
    await shows({ answer: { text: 'Half' } });
    await answers.stop('s_1');
    expect(cancelled).toEqual(['r_1']);
    expect(answers.of('s_1')).toMatchObject({ stopping: true, answer: { phase: 'streaming' } });
    line.send(word(' more'), { type: 'cancelled', by: 'caller' });
    await shows({ answer: { phase: 'cancelled', text: 'Half more' }, failure: undefined });
  });

  it('is asked to stop once, however often the user asks', async () => {
    const { ask, answers, cancelled, shows } = conversation();
    ask().send(started);
    await shows({ answer: { phase: 'streaming' } });
    await Promise.all([answers.stop('s_1'), answers.stop('s_1')]);
    expect(cancelled).toEqual(['r_1']);
  });

  it('is found by its session before its first event', async () => {
    const { ask, answers, runs, cancelled } = conversation();
    ask();
    runs.newest = { id: 'r_9', state: 'queued' };
    await answers.stop('s_1');
    expect(cancelled).toEqual(['r_9']);
  });

  it('is hung up on where the service knows of no run', async () => {
    const { ask, answers, runs, shows, cancelled } = conversation();
    ask();
    runs.newest = { id: 'r_before', state: 'succeeded' };
    await answers.stop('s_1');
    await shows({ answer: { phase: 'cancelled' } });
    expect(cancelled).toEqual([]);
  });

  it('is hung up on where its run is gone', async () => {
    const { ask, answers, runs, shows } = conversation();
    ask().send(started);
    await shows({ answer: { phase: 'streaming' } });
    runs.lost = true;
    await answers.stop('s_1');
    await shows({ answer: { phase: 'cancelled' } });
  });

  it('goes on, and says so, when stopping failed', async () => {
    const { ask, answers, runs, shows, told } = conversation();
    const line = ask();
    line.send(started);
    await shows({ answer: { phase: 'streaming' } });
    runs.refuses = true;
    await answers.stop('s_1');
    expect(answers.of('s_1')).toMatchObject({ stopping: false, answer: { phase: 'streaming' } });
    expect(told.at(-1)).toEqual(['not-stopped', 'streaming']);
  });
});
