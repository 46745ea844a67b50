import type { ChannelMessage, TurnRequest } from '../api/types';
import type { Frame } from './events';

/** How long a stream is wanted, and what to call each time that it begins to flow. */
export interface Attachment {
  readonly signal: AbortSignal;
  readonly opened: () => void;
}

/** How runs and channels reach this tab. A stream that ends or throws before its time may be asked for again. */
export interface Transport {
  /** Starts a turn and follows it. The same key again starts nothing, it finds the same turn. */
  start(sessionId: string, turn: TurnRequest, key: string, attachment: Attachment): AsyncIterable<Frame>;
  /** The events of a run after an offset, up to its terminal event. */
  events(runId: string, after: number, attachment: Attachment): AsyncIterable<Frame>;
  /** What is said on a channel from now on. */
  messages(channel: string, attachment: Attachment): AsyncIterable<ChannelMessage>;
}
