import { ROOT } from '../api/types';

interface Node {
  readonly id: string;
  readonly parentId: string;
}

/** One turn of the branch that is shown, with the versions it could be swapped for. */
export interface Step<T> {
  readonly turn: T;
  readonly versions: readonly string[];
  readonly index: number;
}

/**
 * The branch to show, from the first turn to the last: at each fork the version chosen, else the one that leads to the
 * newest turn. Turns come oldest first; one whose parent is not among them starts a branch of its own.
 */
export function shownBranch<T extends Node>(turns: readonly T[], chosen: ReadonlyMap<string, string>): Step<T>[] {
  const ids = new Set(turns.map((turn) => turn.id));
  const parentOf = (turn: T) => (ids.has(turn.parentId) && turn.parentId !== turn.id ? turn.parentId : ROOT);
  const children = new Map<string, T[]>();
  for (const turn of turns) {
    const parent = parentOf(turn);
    children.set(parent, [...(children.get(parent) ?? []), turn]);
  }
  const newest = newestBelow(turns, parentOf);

  const branch: Step<T>[] = [];
  const seen = new Set<string>();
  let versions = children.get(ROOT);
  let parent: string = ROOT;
  while (versions !== undefined) {
    const wanted = chosen.get(parent);
    const turn =
      versions.find((version) => version.id === wanted) ??
      versions.reduce((best, other) => ((newest.get(other.id) ?? 0) > (newest.get(best.id) ?? 0) ? other : best));
    if (seen.has(turn.id)) break;
    seen.add(turn.id);
    branch.push({ turn, versions: versions.map((version) => version.id), index: versions.indexOf(turn) });
    parent = turn.id;
    versions = children.get(parent);
  }
  return branch;
}

/** For each turn the place of the newest turn at or below it. Children come after their parents, so one pass back does. */
function newestBelow<T extends Node>(turns: readonly T[], parentOf: (turn: T) => string): Map<string, number> {
  const newest = new Map<string, number>();
  for (let place = turns.length - 1; place >= 0; place--) {
    const turn = turns[place];
    if (turn === undefined) continue;
    const here = Math.max(place, newest.get(turn.id) ?? 0);
    newest.set(turn.id, here);
    const parent = parentOf(turn);
    newest.set(parent, Math.max(here, newest.get(parent) ?? 0));
  }
  return newest;
}
