import { failureOf } from '../api/failure';
import { BrokenStream, Cut } from './breaks';
import type { Frame } from './events';
import { persistent, worthAnother, type Persistence } from './persistent';
import type { Attachment, Transport } from './transport';

/** Starts a run and streams it. Repeating it starts nothing twice: it carries an idempotency key. */
export type Start = (attachment: Attachment) => AsyncIterable<Frame>;

const MAX_STARTS = 3;
const TERMINAL: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled']);

/**
 * The events of one run, each once and in order, to the terminal one, over as many connections as that takes. The run is
 * named, or started here; from its first event on it is followed by the transport.
 */
export async function* runFrames(
  run: string | Start,
  transport: Transport,
  persistence: Persistence,
): AsyncGenerator<Frame> {
  let id = typeof run === 'string' ? run : undefined;
  let after = 0;
  let starts = 0;

  async function* open(attachment: Attachment): AsyncGenerator<Frame> {
    if (id !== undefined || typeof run === 'string') {
      yield* inOrder(transport.events(id ?? '', after, attachment));
    } else {
      starts++;
      yield* inOrder(run(attachment));
    }
  }
  async function* inOrder(frames: AsyncIterable<Frame>): AsyncGenerator<Frame> {
    for await (const frame of frames) {
      if (frame.offset <= after) continue;
      if (frame.offset !== after + 1) throw new BrokenStream(`event ${frame.offset} came after event ${after}`);
      after = frame.offset;
      if (frame.event.type === 'started') id = frame.event.runId;
      yield frame;
    }
  }
  const worth = (error: unknown) => (id === undefined ? starts < MAX_STARTS && lostOnTheWay(error) : worthAnother(error));

  for await (const frame of persistent(open, { worth, ...persistence })) {
    yield frame;
    if (TERMINAL.has(frame.event.type)) return;
  }
}

/** A start that was refused is for the user to know; one that was lost is sent again. */
function lostOnTheWay(error: unknown): boolean {
  return error instanceof Cut || error instanceof BrokenStream || failureOf(error).kind === 'unreachable';
}
