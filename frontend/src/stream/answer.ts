import type { Problem, StopReason, TokenUsage } from '../api/types';
import type { Frame, RunEvent } from './events';

export type Phase = 'waiting' | 'streaming' | 'succeeded' | 'failed' | 'cancelled';

/** A running answer: what its events say so far. Only {@link follow} makes the next one. */
export interface Answer {
  readonly phase: Phase;
  readonly offset: number;
  readonly runId?: string;
  readonly model?: string;
  readonly text: string;
  readonly reasoning: string;
  /** How long text and reasoning were after each event that added to them; `interrupted` goes back by it. */
  readonly marks: readonly Mark[];
  readonly usage?: TokenUsage;
  readonly usageEstimated: boolean;
  readonly stopReason?: StopReason;
  readonly problem?: Problem;
  readonly interruptions: number;
  /** An event is missing: what follows cannot be trusted, the log has to be read again. */
  readonly gap: boolean;
}

interface Mark {
  readonly offset: number;
  readonly text: number;
  readonly reasoning: number;
}

export const NOTHING_YET: Answer = {
  phase: 'waiting',
  offset: 0,
  text: '',
  reasoning: '',
  marks: [],
  usageEstimated: false,
  interruptions: 0,
  gap: false,
};

export const ended = (answer: Answer): boolean =>
  answer.phase === 'succeeded' || answer.phase === 'failed' || answer.phase === 'cancelled';

/** Folds frames into the answer. Frames seen before are dropped, so a stream may be attached to again at any offset. */
export function follow(answer: Answer, frames: readonly Frame[]): Answer {
  let next = { ...answer, marks: [...answer.marks] };
  for (const { offset, event } of frames) {
    if (next.gap || ended(next) || offset <= next.offset) continue;
    if (offset !== next.offset + 1) {
      next.gap = true;
      continue;
    }
    next = apply({ ...next, offset }, event);
  }
  return next;
}

type Growing = Omit<Answer, 'marks' | 'gap'> & { marks: Mark[]; gap: boolean };

function apply(answer: Growing, event: RunEvent): Growing {
  switch (event.type) {
    case 'started':
      return { ...answer, phase: 'streaming', runId: event.runId, model: event.model };
    case 'text-delta':
      return marked({ ...answer, text: answer.text + event.text });
    case 'reasoning-delta':
      return marked({ ...answer, reasoning: answer.reasoning + event.text });
    case 'usage':
      return { ...answer, usage: event.usage, usageEstimated: event.estimated };
    case 'interrupted':
      return rewound(answer, event.rewindTo);
    case 'completed':
      return { ...answer, phase: 'succeeded', stopReason: event.stopReason };
    case 'failed':
      return { ...answer, phase: 'failed', problem: event.problem };
    case 'cancelled':
      return { ...answer, phase: 'cancelled' };
    case 'passage-found':
    case 'tool-requested':
    case 'tool-finished':
    case 'approval-asked':
    case 'guardrail-verdict':
      return answer;
  }
  // An event newer than this app: its place in the count is what matters.
  return answer;
}

function marked(answer: Growing): Growing {
  answer.marks.push({ offset: answer.offset, text: answer.text.length, reasoning: answer.reasoning.length });
  return answer;
}

function rewound(answer: Growing, rewindTo: number): Growing {
  const marks = answer.marks.filter((mark) => mark.offset <= rewindTo);
  const last = marks.at(-1);
  return {
    ...answer,
    marks,
    text: answer.text.slice(0, last?.text ?? 0),
    reasoning: answer.reasoning.slice(0, last?.reasoning ?? 0),
    interruptions: answer.interruptions + 1,
  };
}
