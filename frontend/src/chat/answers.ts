import { FailureError, failureOf, problemFailure, type Failure } from '../api/failure';
import { hex } from '../api/trace';
import { hasEnded, ROOT, type Run, type Turn, type TurnRequest } from '../api/types';
import { ended, follow, NOTHING_YET, type Answer } from '../stream/answer';
import { BrokenStream, Cut } from '../stream/breaks';
import type { Frame } from '../stream/events';
import type { Connection, Pause } from '../stream/persistent';
import { runFrames, type Start } from '../stream/runFrames';
import type { Transport } from '../stream/transport';
import { Batch } from './batch';

/** An answer being written before the user's eyes, whoever asked for it. */
export interface LiveTurn {
  readonly sessionId: string;
  readonly request: TurnRequest;
  readonly parentId: string;
  readonly askedAt: string;
  /** The turns known when it was asked: what is stored beside them afterwards is this one. */
  readonly known: ReadonlySet<string>;
  readonly answer: Answer;
  readonly connection: Connection;
  readonly stopping: boolean;
  /** Set when it failed: before the first event, by an event, or by a stream that nobody can read on. */
  readonly failure?: Failure;
}

export type Milestone = 'started' | 'ended' | 'not-stopped';

/** What answers need of the API beside their transport. */
export interface Runs {
  newestRun(sessionId: string): Promise<Pick<Run, 'id' | 'state'> | undefined>;
  cancelRun(id: string): Promise<boolean>;
}

/**
 * The answers being written, one a session. They live outside the screens: who looks at another conversation meanwhile
 * finds this one where it is by then. Leaving stops no answer, only {@link stop} does.
 */
export class Answers {
  private readonly turns = new Map<string, LiveTurn>();
  private readonly hangUps = new Map<string, AbortController>();
  private readonly listeners = new Set<() => void>();
  private readonly watchers = new Set<(milestone: Milestone, turn: LiveTurn) => void>();

  constructor(
    private readonly runs: Runs,
    private readonly transport: () => Transport,
    private readonly pause?: Pause,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  watch(watcher: (milestone: Milestone, turn: LiveTurn) => void): () => void {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  of(sessionId: string): LiveTurn | undefined {
    return this.turns.get(sessionId);
  }

  running(sessionId: string): boolean {
    const turn = this.turns.get(sessionId);
    return turn !== undefined && !ended(turn.answer);
  }

  /** Asks, unless an answer of this session is still being written. */
  start(sessionId: string, request: TurnRequest, known: Iterable<string>): void {
    if (this.running(sessionId)) return;
    const key = hex(16);
    const asked = { sessionId, request, parentId: request.parentId ?? ROOT, askedAt: new Date().toISOString() };
    this.begin({ ...asked, ...FRESH, known: new Set(known) }, (attachment) =>
      this.transport().start(sessionId, request, key, attachment),
    );
  }

  /** Goes on with a turn that runs already: asked before a reload, or from another tab. */
  attach(turn: Turn): void {
    const { id, sessionId, parentId, model } = turn;
    if (this.running(sessionId) || this.of(sessionId)?.answer.runId === id) return;
    const asked = { sessionId, request: { text: turn.input, parentId, model }, parentId, askedAt: turn.createdAt };
    this.begin({ ...asked, ...FRESH, known: new Set(), answer: { ...NOTHING_YET, runId: id } }, id);
  }

  /** Asks for the end of the answer; the answer ends when its events say so. */
  async stop(sessionId: string): Promise<void> {
    if (!this.running(sessionId) || this.of(sessionId)?.stopping === true) return;
    this.change(sessionId, { stopping: true });
    try {
      const id = this.of(sessionId)?.answer.runId ?? (await this.unannounced(sessionId));
      const known = id !== undefined && (await this.runs.cancelRun(id));
      if (!known) this.hangUps.get(sessionId)?.abort();
    } catch {
      this.change(sessionId, { stopping: false });
      this.tell('not-stopped', sessionId);
    }
  }

  /** Hangs up and shows it no longer. What is being written is written all the same. */
  forget(sessionId: string): void {
    const known = this.turns.delete(sessionId);
    this.hangUps.get(sessionId)?.abort();
    this.hangUps.delete(sessionId);
    if (known) this.changed();
  }

  forgetAll(): void {
    for (const sessionId of [...this.turns.keys()]) this.forget(sessionId);
  }

  private begin(turn: LiveTurn, run: string | Start): void {
    const { sessionId } = turn;
    const hangUp = new AbortController();
    this.hangUps.set(sessionId, hangUp);
    this.put(turn);
    void this.read(sessionId, run, hangUp.signal);
  }

  private async read(sessionId: string, run: string | Start, signal: AbortSignal): Promise<void> {
    const batch = new Batch<Frame>((frames) => signal.aborted || this.fold(sessionId, frames));
    const report = (connection: Connection) => signal.aborted || this.change(sessionId, { connection });
    try {
      for await (const frame of runFrames(run, this.transport(), { signal, report, pause: this.pause })) batch.add(frame);
      batch.flush();
      this.end(sessionId, signal, 'failed', { kind: 'broken-stream' });
    } catch (error) {
      batch.flush();
      if (signal.aborted) this.end(sessionId, signal, 'cancelled');
      else this.end(sessionId, signal, 'failed', reasonOf(error));
    }
  }

  /** The run of a question that has been sent, but whose first event has not come yet. */
  private async unannounced(sessionId: string): Promise<string | undefined> {
    const run = await this.runs.newestRun(sessionId);
    return run === undefined || hasEnded(run.state) ? undefined : run.id;
  }

  private fold(sessionId: string, frames: readonly Frame[]): void {
    const turn = this.turns.get(sessionId);
    if (turn === undefined) return;
    const answer = follow(turn.answer, frames);
    const failure = answer.problem === undefined ? turn.failure : problemFailure(answer.problem);
    this.put({ ...turn, answer, failure });
    if (turn.answer.offset === 0 && answer.offset > 0) this.tell('started', sessionId);
  }

  /** Ends the turn as given unless its own terminal event did, and tells the watchers, once. */
  private end(sessionId: string, signal: AbortSignal, phase: 'failed' | 'cancelled', failure?: Failure): void {
    const turn = this.turns.get(sessionId);
    if (turn === undefined || this.hangUps.get(sessionId)?.signal !== signal) return;
    this.hangUps.delete(sessionId);
    if (!ended(turn.answer)) this.put({ ...turn, answer: { ...turn.answer, phase }, failure });
    this.tell('ended', sessionId);
  }

  private tell(milestone: Milestone, sessionId: string): void {
    const turn = this.turns.get(sessionId);
    if (turn !== undefined) this.watchers.forEach((watcher) => watcher(milestone, turn));
  }

  private change(sessionId: string, fields: Partial<LiveTurn>): void {
    const turn = this.turns.get(sessionId);
    if (turn !== undefined) this.put({ ...turn, ...fields });
  }

  private put(turn: LiveTurn): void {
    this.turns.set(turn.sessionId, turn);
    this.changed();
  }

  private changed(): void {
    this.listeners.forEach((listener) => listener());
  }
}

const FRESH = { answer: NOTHING_YET, connection: 'connecting', stopping: false } as const;

function reasonOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  return error instanceof Cut || error instanceof BrokenStream ? { kind: 'broken-stream' } : failureOf(error);
}
