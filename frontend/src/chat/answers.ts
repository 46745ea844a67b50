import { FailureError, failureOf, problemFailure, type Failure } from '../api/failure';
import { ROOT, type TurnRequest } from '../api/types';
import { ended, follow, NOTHING_YET, type Answer } from '../stream/answer';
import type { Frame } from '../stream/events';

/** At most twenty updates a second: more costs a phone its battery and nobody reads faster. */
const UPDATE_MILLIS = 50;

/** A question that was asked from this tab, and its answer so far. */
export interface LiveTurn {
  readonly sessionId: string;
  readonly request: TurnRequest;
  readonly parentId: string;
  readonly askedAt: string;
  /** The turns known when it was asked: what is stored beside them afterwards is this one. */
  readonly known: ReadonlySet<string>;
  readonly answer: Answer;
  /** Set when it failed: before the first event, by an event, or by a connection that broke. */
  readonly failure?: Failure;
}

export type Ask = (sessionId: string, turn: TurnRequest, signal: AbortSignal) => AsyncIterable<Frame>;
export type Milestone = 'started' | 'ended';

/**
 * The answers being written for this tab, one a session. They live outside the screens, so that looking at another
 * conversation does not hang up on this one.
 */
export class Answers {
  private readonly turns = new Map<string, LiveTurn>();
  private readonly stops = new Map<string, AbortController>();
  private readonly listeners = new Set<() => void>();
  private readonly watchers = new Set<(milestone: Milestone, turn: LiveTurn) => void>();

  constructor(private readonly ask: Ask) {}

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
    const stop = new AbortController();
    this.stops.set(sessionId, stop);
    this.put({
      sessionId,
      request,
      parentId: request.parentId ?? ROOT,
      askedAt: new Date().toISOString(),
      known: new Set(known),
      answer: NOTHING_YET,
    });
    void this.run(sessionId, request, stop.signal);
  }

  stop(sessionId: string): void {
    this.stops.get(sessionId)?.abort();
  }

  forget(sessionId: string): void {
    this.stop(sessionId);
    if (this.turns.delete(sessionId)) this.changed();
  }

  forgetAll(): void {
    for (const sessionId of [...this.turns.keys()]) this.forget(sessionId);
  }

  private async run(sessionId: string, request: TurnRequest, signal: AbortSignal): Promise<void> {
    const batch = new Batch((frames) => this.fold(sessionId, frames));
    try {
      for await (const frame of this.ask(sessionId, request, signal)) batch.add(frame);
      batch.flush();
      this.end(sessionId, 'failed', { kind: 'broken-stream' });
    } catch (error) {
      batch.flush();
      if (signal.aborted) this.end(sessionId, 'cancelled');
      else this.end(sessionId, 'failed', this.brokeAfterStart(sessionId, error));
    }
  }

  private brokeAfterStart(sessionId: string, error: unknown): Failure {
    const began = (this.turns.get(sessionId)?.answer.offset ?? 0) > 0;
    if (error instanceof FailureError && !began) return error.failure;
    return began ? { kind: 'broken-stream' } : failureOf(error);
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
  private end(sessionId: string, phase: 'failed' | 'cancelled', failure?: Failure): void {
    const turn = this.turns.get(sessionId);
    this.stops.delete(sessionId);
    if (turn === undefined) return;
    if (!ended(turn.answer)) this.put({ ...turn, answer: { ...turn.answer, phase }, failure });
    this.tell('ended', sessionId);
  }

  private tell(milestone: Milestone, sessionId: string): void {
    const turn = this.turns.get(sessionId);
    if (turn !== undefined) this.watchers.forEach((watcher) => watcher(milestone, turn));
  }

  private put(turn: LiveTurn): void {
    this.turns.set(turn.sessionId, turn);
    this.changed();
  }

  private changed(): void {
    this.listeners.forEach((listener) => listener());
  }
}

/** Gathers frames and hands them on at most once every {@link UPDATE_MILLIS}, the first at once. */
class Batch {
  private frames: Frame[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last = 0;

  constructor(private readonly deliver: (frames: readonly Frame[]) => void) {}

  add(frame: Frame): void {
    this.frames.push(frame);
    const wait = this.last + UPDATE_MILLIS - Date.now();
    if (wait <= 0) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), wait);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.frames.length === 0) return;
    const { frames } = this;
    this.frames = [];
    this.last = Date.now();
    this.deliver(frames);
  }
}
