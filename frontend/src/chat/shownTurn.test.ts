import { describe, expect, it } from 'vitest';
import type { Turn } from '../api/types';
import { follow, NOTHING_YET } from '../stream/answer';
import type { RunEvent } from '../stream/events';
import type { LiveTurn } from './answers';
import { NOT_STARTED, shownTurns, superseded } from './shownTurn';

const stored = (id: string, fields: Partial<Turn> = {}): Turn => ({
  id,
  sessionId: 's_1',
  parentId: 'root',
  state: 'succeeded',
  input: 'Hello',
  output: 'Hi',
  createdAt: '2026-03-10T12:00:00Z',
  ...fields,
});

const started: RunEvent = { type: 'started', runId: 'r_live', sessionId: 's_1', model: 'local.echo-v1' };
const said: RunEvent = { type: 'text-delta', text: 'Hal' };
const completed: RunEvent = { type: 'completed', stopReason: 'end_turn' };

const live = (events: RunEvent[], known: string[] = []): LiveTurn => ({
  sessionId: 's_1',
  request: { text: 'Hello', parentId: 'root', model: 'asked.model' },
  parentId: 'root',
  askedAt: '2026-03-10T12:00:01Z',
  known: new Set(known),
  connection: 'live',
  stopping: false,
  answer: follow(NOTHING_YET, events.map((event, at) => ({ offset: at + 1, event }))),
});

describe('the turns that are shown', () => {
  it('are the stored ones when nothing is being written', () => {
    const turns = shownTurns([stored('a'), stored('b', { state: 'cancelled' })], undefined);
    expect(turns.map(({ id, state, live }) => [id, state, live])).toEqual([['a', 'succeeded', false], ['b', 'cancelled', false]]);
  });

  it('show a stored turn that has not ended as running', () => {
    for (const state of ['queued', 'waiting', 'running'] as const) {
      expect(shownTurns([stored('a', { state })], undefined)[0]?.state).toBe('running');
    }
  });

  it('say why a stored turn failed', () => {
    const problem = { type: '/problems/model-failed', title: 'x', status: 502, traceId: 't' };
    expect(shownTurns([stored('a', { state: 'failed', problem })], undefined)[0]?.failure).toEqual({ kind: 'problem', problem, traceId: 't' });
  });

  it('end with the live one, which has the model that was asked for until it is told which one answers', () => {
    expect(shownTurns([stored('a')], live([], ['a'])).at(-1)).toMatchObject({ id: NOT_STARTED, state: 'waiting', model: 'asked.model', live: true });
    expect(shownTurns([stored('a')], live([started, said], ['a'])).at(-1)).toMatchObject({ id: 'r_live', state: 'running', model: 'local.echo-v1', output: 'Hal' });
  });

  it('show a turn once while it is both stored and live', () => {
    const turns = shownTurns([stored('r_live', { state: 'running', output: '' })], live([started, said]));
    expect(turns).toHaveLength(1);
    expect(turns[0]).toMatchObject({ live: true, output: 'Hal' });
  });

  it('know a live turn without an id by its question, but not by one that was asked before', () => {
    const running = stored('r_1', { state: 'running' });
    expect(shownTurns([running], live([]))).toHaveLength(1);
    expect(shownTurns([running], live([], ['r_1']))).toHaveLength(2);
    expect(shownTurns([stored('r_1', { state: 'running', input: 'Else' })], live([]))).toHaveLength(2);
  });

  it('prefer the stored turn as soon as both have ended', () => {
    const turns = shownTurns([stored('r_live', { output: 'Half, and more' })], live([started, said, completed]));
    expect(turns).toMatchObject([{ live: false, output: 'Half, and more' }]);
  });

  it('keep their order while one in their middle is being written', () => {
    const turns = shownTurns([stored('a'), stored('r_live', { state: 'running' }), stored('c')], live([started, said]));
    expect(turns.map(({ id }) => id)).toEqual(['a', 'r_live', 'c']);
  });

  it('show what the store has of a turn until its first event has come again', () => {
    const attached = { ...live([]), answer: { ...NOTHING_YET, runId: 'r_live' } };
    const running = stored('r_live', { state: 'running', output: 'So far' });
    expect(shownTurns([running], attached)).toMatchObject([{ id: 'r_live', output: 'So far', live: true }]);
  });

  it('stay with the live turn while the store is behind', () => {
    const turns = shownTurns([stored('r_live', { state: 'running', output: '' })], live([started, said, completed]));
    expect(turns).toMatchObject([{ live: true, state: 'succeeded', output: 'Hal' }]);
  });
});

describe('a live turn is superseded', () => {
  it('when it and its stored turn have ended', () => {
    expect(superseded([stored('r_live')], live([started, completed]))).toBe(true);
    expect(superseded([stored('r_live', { state: 'cancelled' })], live([started, { type: 'cancelled', by: 'caller' }]))).toBe(true);
  });

  it('not before, and not by another turn', () => {
    expect(superseded([stored('r_live')], live([started]))).toBe(false);
    expect(superseded([stored('r_live', { state: 'running' })], live([started, completed]))).toBe(false);
    expect(superseded([stored('other')], live([started, completed]))).toBe(false);
    expect(superseded([], live([started, completed]))).toBe(false);
  });
});
