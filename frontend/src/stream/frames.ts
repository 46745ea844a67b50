import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Frame, RunEvent } from './events';

/** The bytes were not the stream of events that the contract promises. */
export class BrokenStream extends Error {}

/** A frame of more characters than this is no event of ours; without a bound a hostile peer could fill the tab. */
const MAX_FRAME_CHARACTERS = 4_000_000;

/** Reads run events from the bytes of a `text/event-stream`, however they were cut; heartbeat comments are skipped. */
export async function* readFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<Frame> {
  const messages = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(new EventSourceParserStream({ maxBufferSize: MAX_FRAME_CHARACTERS }));
  const reader = messages.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield frameOf(value.id, value.data);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function frameOf(id: string | undefined, data: string): Frame {
  const offset = Number(id);
  if (!Number.isSafeInteger(offset) || offset < 1) throw new BrokenStream(`event id must count from 1, was ${id}`);
  let event: unknown;
  try {
    event = JSON.parse(data);
  } catch {
    throw new BrokenStream(`event ${offset} is not JSON`);
  }
  if (typeof event !== 'object' || event === null || !('type' in event)) {
    throw new BrokenStream(`event ${offset} has no type`);
  }
  return { offset, event: event as RunEvent };
}
