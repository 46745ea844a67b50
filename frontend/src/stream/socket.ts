import type { Credentials } from '../api/authorizedFetch';
import { FailureError, problemFailure } from '../api/failure';
import { newTrace } from '../api/trace';
import type { ChannelMessage, Problem } from '../api/types';
import { BrokenStream, Detached } from './breaks';
import { frameOf } from './frames';
import { Inbox } from './inbox';
import { openLine, type Line, type Said } from './line';
import type { Attachment, Transport } from './transport';

/** Everything on one WebSocket, as `docs/api/asyncapi.yaml` has it. The socket lives while somebody follows something. */
export function socketTransport(baseUrl: string, credentials: Credentials): Transport {
  const url = `${baseUrl.replace(/^http/, 'ws')}/v1/realtime`;
  let line: Promise<Line> | undefined;

  const shared = (): Promise<Line> => {
    const opening = (line ??= openLine(url, credentials, () => {
      if (line === opening) line = undefined;
    }));
    return opening;
  };

  async function* conversation(asking: object, leaving: string, { signal, opened }: Attachment): AsyncGenerator<Said> {
    const inbox = new Inbox<Said>();
    const left = () => inbox.fail(signal.reason as Error);
    signal.addEventListener('abort', left);
    signal.throwIfAborted();
    const here = await shared();
    const ref = here.begin(inbox, { ...asking, traceparent: newTrace().header });
    let over = false;
    try {
      for await (const said of inbox) {
        if (said.type === 'accepted' || said.type === 'subscribed') opened();
        over = said.type === 'ended' || said.type === 'detached' || said.type === 'error';
        if (said.type === 'ended') return;
        if (said.type === 'detached') throw new Detached(problemOf(said));
        if (said.type === 'error') throw new FailureError(problemFailure(problemOf(said)));
        yield said;
      }
    } finally {
      signal.removeEventListener('abort', left);
      here.end(ref, over ? undefined : leaving);
    }
  }
  async function* frames(asking: object, attachment: Attachment) {
    for await (const said of conversation(asking, 'detach', attachment)) {
      if (said.type === 'event') yield frameOf(said.offset, object(said.event));
    }
  }

  return {
    start: (sessionId, turn, idempotencyKey, attachment) =>
      frames({ type: 'start', sessionId, turn, idempotencyKey }, attachment),
    events: (runId, after, attachment) => frames({ type: 'attach', runId, after }, attachment),
    async *messages(channel, attachment) {
      for await (const said of conversation({ type: 'subscribe', channel }, 'unsubscribe', attachment)) {
        if (said.type === 'message') yield said as Said & ChannelMessage;
      }
    },
  };
}

function object(value: unknown): object {
  if (typeof value !== 'object' || value === null) throw new BrokenStream('an event is no object');
  return value;
}

function problemOf({ problem }: Said): Problem {
  if (problem === undefined) throw new BrokenStream('a refusal has no problem');
  return problem as Problem;
}
