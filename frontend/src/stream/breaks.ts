import type { Problem } from '../api/types';

/** The bytes were not the stream of events that the contract promises. */
export class BrokenStream extends Error {}

/** A connection ended before what it carried did. */
export class Cut extends Error {}

/** The server's last word on a connection that ends before its run does: attach again. */
export class Detached extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}
