import type { ApiFetch } from '../api/authorizedFetch';
import { FailureError } from '../api/failure';
import type { ChannelMessage } from '../api/types';
import { parsed, readFrames, readMessages } from './frames';
import type { Attachment, Transport } from './transport';

/** Server-sent events by `fetch`, which can carry a token where `EventSource` cannot. One connection a stream. */
export function sseTransport(baseUrl: string, send: ApiFetch): Transport {
  const open = async (path: string, { signal, opened }: Attachment, init: RequestInit = {}) => {
    const request = new Request(`${baseUrl}${path}`, { ...init, signal });
    request.headers.set('Accept', 'text/event-stream');
    const { body } = await send(request);
    if (body === null) throw new FailureError({ kind: 'broken-stream' });
    opened();
    return body;
  };
  return {
    async *start(sessionId, turn, key, attachment) {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
      const init = { method: 'POST', headers, body: JSON.stringify(turn) };
      yield* readFrames(await open(`/v1/sessions/${encodeURIComponent(sessionId)}/turns`, attachment, init));
    },
    async *events(runId, after, attachment) {
      yield* readFrames(await open(`/v1/runs/${encodeURIComponent(runId)}/events?after=${after}`, attachment));
    },
    async *messages(channel, attachment) {
      const body = await open(`/v1/channels/${encodeURIComponent(channel)}/messages`, attachment);
      for await (const { data } of readMessages(body)) yield parsed(data, 'message') as ChannelMessage;
    },
  };
}
