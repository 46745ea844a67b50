import type { components } from '../contract/api';

/** What can be seen of a run: the vocabulary of `RunEvent` in contracts, by way of the published OpenAPI. */
export type RunEvent = components['schemas']['RunEvent'];

/** An event and its place in the run, counted from 1. */
export interface Frame {
  readonly offset: number;
  readonly event: RunEvent;
}
