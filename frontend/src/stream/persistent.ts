import { FailureError, retryable } from '../api/failure';
import { BrokenStream, Cut, Detached } from './breaks';
import { network, onLine } from './network';
import type { Attachment } from './transport';

export type Connection = 'connecting' | 'live' | 'reconnecting';

export interface Persistence {
  readonly signal: AbortSignal;
  readonly report: (connection: Connection) => void;
  /** Whether another attempt may help after this error. */
  readonly worth?: (error: unknown) => boolean;
  readonly pause?: Pause;
}

/** Waits between two attempts, by how many failed in a row and the wait that the server asked for. */
export type Pause = (failures: number, leastMillis: number, signal: AbortSignal) => Promise<void>;

const FIRST_PAUSE_MILLIS = 500;
const LONGEST_PAUSE_MILLIS = 15_000;
/** A stream that breaks the contract this often in a row, without a single good item between, will not get better. */
const MAX_BROKEN = 5;

/**
 * Opens a stream again whenever it ends or breaks, for as long as that may help. Its consumer leaves when it has what it
 * wanted; it throws when the server refuses for good or the signal ends it.
 */
export async function* persistent<T>(
  open: (attachment: Attachment) => AsyncIterable<T>,
  { signal, report, worth = worthAnother, pause = pauseLonger }: Persistence,
): AsyncGenerator<T> {
  let failures = 0;
  let broken = 0;
  report('connecting');
  for (;;) {
    const began = Date.now();
    const online = new OnlineSignal();
    let error: unknown = new Cut('the stream ended');
    try {
      for await (const item of open({ signal: AbortSignal.any([signal, online.signal]), opened: () => report('live') })) {
        failures = broken = 0;
        yield item;
      }
    } catch (thrown) {
      error = online.signal.aborted ? online.signal.reason : thrown;
    } finally {
      online.close();
    }
    signal.throwIfAborted();
    if (Date.now() - began > LONGEST_PAUSE_MILLIS) failures = 0;
    broken = error instanceof BrokenStream ? broken + 1 : 0;
    if (broken >= MAX_BROKEN || !worth(error)) throw error;
    report('reconnecting');
    await pause(failures++, askedMillis(error), signal);
  }
}

export const worthAnother = (error: unknown): boolean =>
  error instanceof FailureError
    ? retryable(error.failure)
    : error instanceof Cut || error instanceof BrokenStream || error instanceof Detached;

function askedMillis(error: unknown): number {
  const failure = error instanceof FailureError ? error.failure : undefined;
  return failure?.kind === 'problem' ? (failure.retryAfterSeconds ?? 0) * 1000 : 0;
}

/** Exponential with full jitter, so that tabs which were cut off together do not come back together. */
export const pauseMillis = (failures: number, random: () => number = Math.random): number =>
  random() * Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** failures);

/** Ends a connection when the browser goes offline: what is left of one is not worth the wait until its silence is noticed. */
class OnlineSignal {
  private readonly offline = new AbortController();
  readonly signal = this.offline.signal;
  private readonly end = () => this.offline.abort(new Cut('the browser is offline'));

  constructor() {
    network.addEventListener('offline', this.end);
  }

  close(): void {
    network.removeEventListener('offline', this.end);
  }
}

/** The pause ends early when the browser is online again, and while it is offline it does not end at all. */
const pauseLonger: Pause = (failures, leastMillis, signal) =>
  new Promise((resolve, reject) => {
    const settled = new AbortController();
    const over = (settle: () => void) => {
      clearTimeout(timer);
      settled.abort();
      settle();
    };
    const timer = setTimeout(() => onLine() && over(resolve), leastMillis + pauseMillis(failures));
    const abort = () => over(() => reject(signal.reason as Error));
    network.addEventListener('online', () => over(resolve), { signal: settled.signal });
    signal.addEventListener('abort', abort, { signal: settled.signal });
    if (signal.aborted) abort();
  });
