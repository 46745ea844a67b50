import type { ApiFetch } from '../api/authorizedFetch';
import { FailureError } from '../api/failure';
import type { Frame } from './events';
import { parsed, readFrames, readMessages } from './frames';

/** How long a connection is wanted, and what to call once the server has taken it. */
export interface Attachment {
  readonly signal: AbortSignal;
  readonly opened: () => void;
}

/** How runs and channels reach this tab. An iterable that ends or throws may be asked for again. */
export interface Transport {
  /** The events of a run after an offset, up to its terminal event. */
  events(runId: string, after: number, attachment: Attachment): AsyncIterable<Frame>;
  /** What is said on a channel from now on. */
  messages(channel: string, attachment: Attachment): AsyncIterable<ChannelMessage>;
}

export interface ChannelMessage {
  readonly channel: string;
  readonly data: unknown;
}

/** Server-sent events by `fetch`, which can carry a token where `EventSource` cannot. */
export function sseTransport(baseUrl: string, send: ApiFetch): Transport {
  const open = (path: string, attachment: Attachment) =>
    openStream(new Request(`${baseUrl}${path}`, { headers: { Accept: 'text/event-stream' }, signal: attachment.signal }), send, attachment);
  return {
    async *events(runId, after, attachment) {
      yield* readFrames(await open(`/v1/runs/${encodeURIComponent(runId)}/events?after=${after}`, attachment));
    },
    async *messages(channel, attachment) {
      const body = await open(`/v1/channels/${encodeURIComponent(channel)}/messages`, attachment);
      for await (const { data } of readMessages(body)) yield parsed(data, 'message') as ChannelMessage;
    },
  };
}

export async function openStream(request: Request, send: ApiFetch, { opened }: Attachment): Promise<ReadableStream<Uint8Array>> {
  const { body } = await send(request);
  if (body === null) throw new FailureError({ kind: 'broken-stream' });
  opened();
  return body;
}
