import { problemFailure, type Failure } from '../api/failure';
import { hasEnded, type StopReason, type TokenUsage, type Turn } from '../api/types';
import { ended } from '../stream/answer';
import type { LiveTurn } from './answers';

/** A turn as the conversation shows it, whether it comes from the store or is being written. */
export interface ShownTurn {
  readonly id: string;
  readonly parentId: string;
  readonly state: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** Being followed as it is written, rather than looked up now and then. */
  readonly live: boolean;
  readonly input: string;
  readonly output: string;
  readonly reasoning: string;
  readonly model?: string;
  readonly stopReason?: StopReason;
  readonly usage?: TokenUsage;
  readonly usageEstimated: boolean;
  readonly interruptions: number;
  readonly failure?: Failure;
  readonly createdAt: string;
}

export const NOT_STARTED = 'not-started';

/** The stored turns and, in its place or after them, the live one for as long as the store does not have it finished. */
export function shownTurns(stored: readonly Turn[], live: LiveTurn | undefined): ShownTurn[] {
  if (live === undefined) return stored.map(ofStored);
  const same = stored.find((turn) => isSame(turn, live));
  if (same !== undefined && hasEnded(same.state) && ended(live.answer)) return stored.map(ofStored);
  const shown = stored.map((turn) => (turn === same ? ofLive(live, turn.output) : ofStored(turn)));
  return same === undefined ? [...shown, ofLive(live, '')] : shown;
}

/** Whether the store now tells the same as the live turn, which can then be dropped. */
export function superseded(stored: readonly Turn[], live: LiveTurn): boolean {
  return ended(live.answer) && stored.some((turn) => isSame(turn, live) && hasEnded(turn.state));
}

function isSame(turn: Turn, live: LiveTurn): boolean {
  if (live.answer.runId !== undefined) return turn.id === live.answer.runId;
  return turn.parentId === live.parentId && turn.input === live.request.text && !live.known.has(turn.id);
}

function ofStored(turn: Turn): ShownTurn {
  const { state } = turn;
  return {
    id: turn.id,
    parentId: turn.parentId,
    state: state === 'queued' || state === 'waiting' ? 'running' : state,
    live: false,
    input: turn.input,
    output: turn.output,
    reasoning: '',
    model: turn.model,
    stopReason: turn.stopReason,
    usage: turn.usage,
    usageEstimated: false,
    interruptions: 0,
    failure: turn.problem && problemFailure(turn.problem),
    createdAt: turn.createdAt,
  };
}

function ofLive({ answer, request, parentId, askedAt, failure }: LiveTurn, storedOutput: string): ShownTurn {
  return {
    id: answer.runId ?? NOT_STARTED,
    parentId,
    state: answer.phase === 'streaming' ? 'running' : answer.phase,
    live: true,
    input: request.text,
    output: answer.offset === 0 ? storedOutput : answer.text,
    reasoning: answer.reasoning,
    model: answer.model ?? request.model,
    stopReason: answer.stopReason,
    usage: answer.usage,
    usageEstimated: answer.usageEstimated,
    interruptions: answer.interruptions,
    failure,
    createdAt: askedAt,
  };
}
