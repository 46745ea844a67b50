import { describe, expect, it } from 'vitest';
import { ROOT } from '../api/types';
import { shownBranch } from './branches';

/** `turn('b', 'a')` answers turn a. */
const turn = (id: string, parentId: string = ROOT) => ({ id, parentId });
const choice = (...pairs: [string, string][]) => new Map(pairs);
const ids = (...args: Parameters<typeof shownBranch>) => shownBranch(...args).map((step) => step.turn.id);

const FORKED = [turn('a'), turn('b', 'a'), turn('c', 'b'), turn('b2', 'a'), turn('d2', 'b2')];

describe('the branch that is shown', () => {
  it('is empty for an empty conversation', () => {
    expect(shownBranch([], choice())).toEqual([]);
  });

  it('is the conversation itself where nothing forks', () => {
    expect(ids([turn('a'), turn('b', 'a'), turn('c', 'b')], choice())).toEqual(['a', 'b', 'c']);
  });

  it('leads to the newest turn unless another was chosen', () => {
    expect(ids(FORKED, choice())).toEqual(['a', 'b2', 'd2']);
    expect(ids([...FORKED, turn('e', 'c')], choice())).toEqual(['a', 'b', 'c', 'e']);
  });

  it('takes the version chosen at a fork, and what follows it', () => {
    expect(ids(FORKED, choice(['a', 'b']))).toEqual(['a', 'b', 'c']);
    expect(ids(FORKED, choice(['a', 'b2']))).toEqual(['a', 'b2', 'd2']);
  });

  it('forgets a choice that no longer exists', () => {
    expect(ids(FORKED, choice(['a', 'deleted'], ['gone', 'b']))).toEqual(['a', 'b2', 'd2']);
  });

  it('forks at the first question too', () => {
    const turns = [turn('a'), turn('a2')];
    expect(ids(turns, choice())).toEqual(['a2']);
    expect(ids(turns, choice([ROOT, 'a']))).toEqual(['a']);
  });

  it('says which version of how many each turn is, oldest first', () => {
    const [first, second] = shownBranch(FORKED, choice(['a', 'b']));
    expect(first).toMatchObject({ versions: ['a'], index: 0 });
    expect(second).toMatchObject({ versions: ['b', 'b2'], index: 0 });
    expect(shownBranch(FORKED, choice())[1]).toMatchObject({ versions: ['b', 'b2'], index: 1 });
  });

  it('starts with a turn whose parent is missing, rather than hiding it', () => {
    expect(ids([turn('b', 'lost'), turn('c', 'b')], choice())).toEqual(['b', 'c']);
  });

  it('ends, whatever circles the parents make', () => {
    expect(ids([turn('a', 'a')], choice())).toEqual(['a']);
    expect(ids([turn('a'), turn('b', 'c'), turn('c', 'b')], choice())).toEqual(['a']);
  });

  it('stays quick in a long conversation', () => {
    const long = Array.from({ length: 5_000 }, (_, at) => turn(`t${at}`, at === 0 ? ROOT : `t${at - 1}`));
    expect(shownBranch(long, choice())).toHaveLength(5_000);
  });
});
