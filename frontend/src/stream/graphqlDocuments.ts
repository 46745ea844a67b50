import type { TurnRequest } from '../api/types';
import { BrokenStream } from './breaks';
import type { Frame } from './events';
import { frameOf } from './frames';

/** What this app says in GraphQL; a test holds it against the published schema. */
export const START_TURN = `mutation($sessionId: ID!, $input: TurnInput!, $key: String) {
  startTurn(sessionId: $sessionId, input: $input, idempotencyKey: $key) { id }
}`;

export const RUN_EVENTS = `subscription($id: ID!, $after: Long!) {
  runEvents(id: $id, after: $after) {
    __typename
    offset
    ... on Started { runId sessionId model }
    ... on PassageFound { documentId text score start end }
    ... on TextDelta { text }
    ... on ReasoningDelta { text }
    ... on ToolRequested { toolUseId name input }
    ... on ToolFinished { toolUseId status content }
    ... on ApprovalAsked { approvalId toolUseId name input }
    ... on GuardrailVerdict { policy rule stage action }
    ... on Usage { usage { inputTokens outputTokens cacheReadInputTokens cacheWriteInputTokens } estimated }
    ... on Interrupted { reason rewindTo }
    ... on Completed { stopReason }
    ... on Failed { problem { type title status detail traceId errors { pointer detail } } }
    ... on Cancelled { by }
  }
}`;

export const CHANNEL = 'subscription($name: String!) { channel(name: $name) { channel data from at } }';

export const ANYTHING = '{ __typename }';

/** A turn in the schema's words: the same members, its enumerations in capitals. */
export function turnInput({ onDisconnect, onInterruption, ...turn }: TurnRequest): object {
  return {
    ...turn,
    ...(onDisconnect && { onDisconnect: onDisconnect.toUpperCase() }),
    ...(onInterruption && { onInterruption: onInterruption.toUpperCase() }),
  };
}

/** One `runEvents` as the event that the other transports bring: `TextDelta` is `text-delta`, what is null is absent. */
export function frameOfResult(result: unknown): Frame {
  if (typeof result !== 'object' || result === null) throw new BrokenStream('an event is no object');
  const { __typename: name, offset, ...members } = result as Record<string, unknown>;
  if (typeof name !== 'string') throw new BrokenStream('an event has no type');
  if (typeof members.stopReason === 'string') members.stopReason = members.stopReason.toLowerCase();
  return frameOf(offset, { type: name.replace(/\B[A-Z]/g, '-$&').toLowerCase(), ...withoutNulls(members) });
}

function withoutNulls(members: object): object {
  return Object.fromEntries(
    Object.entries(members)
      .filter(([, value]) => value !== null)
      .map(([name, value]: [string, unknown]) => [name, name === 'problem' ? withoutNulls(value as object) : value]),
  );
}
