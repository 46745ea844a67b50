import { EventSourceParserStream, ParseError } from 'eventsource-parser/stream';
import type { Problem } from '../api/types';
import { BrokenStream, Cut, Detached } from './breaks';
import type { Frame, RunEvent } from './events';

/** A frame of more characters than this is no event of ours; without a bound a hostile peer could fill the tab. */
const MAX_FRAME_CHARACTERS = 4_000_000;
/** The server says something at least every 15 seconds; a connection silent for longer than this is a dead one. */
const MAX_SILENCE_MILLIS = 40_000;

interface Message {
  readonly id: string | undefined;
  readonly data: string;
}

/** Reads run events from the bytes of a `text/event-stream`, however they were cut; heartbeat comments are skipped. */
export async function* readFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<Frame> {
  for await (const { id, data } of readMessages(body)) yield frameOf(id, parsed(data, `event ${id}`));
}

/** Reads the messages of a `text/event-stream`. It ends in {@link Detached} when the server says so. */
export async function* readMessages(
  body: ReadableStream<Uint8Array>,
  maxSilenceMillis = MAX_SILENCE_MILLIS,
): AsyncGenerator<Message> {
  const silence = new SilenceLimit(maxSilenceMillis);
  const messages = body
    .pipeThrough(silence.watched)
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(new EventSourceParserStream({ maxBufferSize: MAX_FRAME_CHARACTERS }));
  const reader = messages.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => Promise.reject(causeOf(error)));
      if (done) return;
      if (value.event === 'detached') throw detachedBy(value.data);
      yield { id: value.id, data: value.data };
    }
  } finally {
    silence.stop();
    await reader.cancel().catch(() => undefined);
  }
}

/** Which of the two it was: what the server wrote, or how it came here. */
function causeOf(error: unknown): Error {
  if (error instanceof Cut) return error;
  return error instanceof ParseError ? new BrokenStream(error.message) : new Cut(String(error));
}

/** A half-open connection gives neither bytes nor an error: only a clock tells. */
class SilenceLimit {
  private timer: ReturnType<typeof setTimeout> | undefined;
  readonly watched: TransformStream<Uint8Array, Uint8Array>;

  constructor(millis: number) {
    const wait = (controller: TransformStreamDefaultController<Uint8Array>) => {
      this.stop();
      this.timer = setTimeout(() => controller.error(new Cut(`silent for ${millis} ms`)), millis);
    };
    this.watched = new TransformStream({
      start: wait,
      transform: (chunk, controller) => {
        wait(controller);
        controller.enqueue(chunk);
      },
      flush: () => this.stop(),
    });
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

export function frameOf(id: unknown, event: object): Frame {
  const offset = typeof id === 'string' || typeof id === 'number' ? Number(id) : NaN;
  if (!Number.isSafeInteger(offset) || offset < 1) throw new BrokenStream(`event id must count from 1, was ${String(id)}`);
  if (!('type' in event)) throw new BrokenStream(`event ${offset} has no type`);
  return { offset, event: event as RunEvent };
}

function detachedBy(data: string): Detached {
  const { problem } = parsed(data, 'detached') as { problem?: Problem };
  if (problem === undefined) throw new BrokenStream('detached has no problem');
  return new Detached(problem);
}

export function parsed(data: string, what: string): object {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    throw new BrokenStream(`${what} is not JSON`);
  }
  if (typeof value !== 'object' || value === null) throw new BrokenStream(`${what} is not an object`);
  return value;
}
