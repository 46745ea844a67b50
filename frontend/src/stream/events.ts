import type { Problem, StopReason, TokenUsage } from '../api/types';

/** What can be seen of a run: the vocabulary of `RunEvent` in contracts, word for word. */
export type RunEvent =
  | { type: 'started'; runId: string; sessionId?: string; model: string }
  | { type: 'passage-found'; documentId: string; text: string; score: number; start: number; end: number }
  | { type: 'text-delta'; text: string }
  | { type: 'reasoning-delta'; text: string }
  | { type: 'tool-requested'; toolUseId: string; name: string; input: Record<string, unknown> }
  | { type: 'tool-finished'; toolUseId: string; status: string; content: string }
  | { type: 'approval-asked'; approvalId: string; toolUseId: string; name: string; input: Record<string, unknown> }
  | { type: 'guardrail-verdict'; policy: string; rule: string; stage: string; action: string }
  | { type: 'usage'; usage: TokenUsage; estimated: boolean }
  | { type: 'interrupted'; reason: string; rewindTo: number }
  | { type: 'completed'; stopReason: StopReason }
  | { type: 'failed'; problem: Problem }
  | { type: 'cancelled'; by: string };

/** An event and its place in the run, counted from 1. */
export interface Frame {
  readonly offset: number;
  readonly event: RunEvent;
}
