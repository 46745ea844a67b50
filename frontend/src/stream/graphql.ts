import { createClient, type Client } from 'graphql-ws/client';
import type { Credentials } from '../api/authorizedFetch';
import { FailureError, problemFailure } from '../api/failure';
import type { ChannelMessage, Problem } from '../api/types';
import { BrokenStream, Detached } from './breaks';
import { ANYTHING, CHANNEL, frameOfResult, RUN_EVENTS, START_TURN, turnInput } from './graphqlDocuments';
import { GraphQlLife } from './graphqlLife';
import { Inbox } from './inbox';
import type { Attachment, Transport } from './transport';

type Answer = { readonly data: unknown } | 'complete';
type Data = Record<string, unknown>;
type Wanted = Pick<Attachment, 'signal'> & Partial<Attachment>;

/** A subscription to a channel may be in force later than an answer on the same socket says. */
const SETTLED_MILLIS = 1_000;
/** A turn is started and then followed: the socket is kept between the two. */
const LEFT_ALONE_MILLIS = 500;

/** GraphQL subscriptions on one socket, by `graphql-transport-ws`. The socket lives while somebody follows something. */
export function graphqlTransport(baseUrl: string, credentials: Credentials): Transport {
  const life = new GraphQlLife(credentials, () => client.terminate());
  const client: Client = createClient({
    url: `${baseUrl.replace(/^http/, 'ws')}/graphql`,
    connectionParams: () => life.greeting(),
    retryAttempts: 0,
    lazyCloseTimeout: LEFT_ALONE_MILLIS,
    ...life.rhythm,
    on: life.listeners,
  });

  async function* conversation(query: string, variables: Data, wanted: Wanted): AsyncGenerator<Data> {
    const { signal, opened } = wanted;
    const inbox = new Inbox<Answer>();
    const left = () => inbox.fail(signal.reason as Error);
    signal.addEventListener('abort', left);
    signal.throwIfAborted();
    const leave = ask(inbox, query, variables);
    // The protocol does not say that a subscription was taken; an answer to what was asked after it does.
    const leaveProbe = opened && client.subscribe({ query: ANYTHING }, { next: opened, error: nothing, complete: nothing });
    try {
      for await (const answer of inbox) {
        if (answer === 'complete') return;
        yield answer.data as Data;
      }
    } finally {
      signal.removeEventListener('abort', left);
      leaveProbe?.();
      leave();
    }
  }

  const ask = (inbox: Inbox<Answer>, query: string, variables: Data): (() => void) =>
    client.subscribe<unknown>({ query, variables }, {
      next: ({ data, errors }) => (errors === undefined ? inbox.add({ data }) : inbox.fail(refusal(errors))),
      error: (error) => inbox.fail(Array.isArray(error) ? refusal(error) : life.lost(error)),
      complete: () => inbox.add('complete'),
    });

  async function* events(id: string, after: number, attachment: Attachment) {
    for await (const data of conversation(RUN_EVENTS, { id, after }, attachment)) yield frameOfResult(data.runEvents);
  }

  return {
    events,
    async *start(sessionId, turn, key, attachment) {
      const variables = { sessionId, input: turnInput(turn), key };
      let id: string | undefined;
      for await (const { startTurn } of conversation(START_TURN, variables, { signal: attachment.signal })) {
        ({ id } = startTurn as { id: string });
      }
      if (id === undefined) throw new BrokenStream('a turn that was started has no id');
      yield* events(id, 0, attachment);
    },
    async *messages(name, { signal, opened }) {
      let settling: ReturnType<typeof setTimeout> | undefined;
      const openedTwice = () => {
        opened();
        settling = setTimeout(opened, SETTLED_MILLIS);
      };
      try {
        for await (const { channel } of conversation(CHANNEL, { name }, { signal, opened: openedTwice })) {
          yield channel as ChannelMessage;
        }
      } finally {
        clearTimeout(settling);
      }
    },
  };
}

const nothing = () => undefined;

/** The errors of an answer carry the problem that REST answers with. */
function refusal(errors: readonly { readonly extensions?: object }[]): Error {
  const problem = errors[0]?.extensions as Partial<Problem> | undefined;
  if (typeof problem?.type !== 'string' || typeof problem.title !== 'string' || typeof problem.status !== 'number') {
    return new BrokenStream('a refusal has no problem');
  }
  if (problem.type.endsWith('/token-expired')) return new Detached(problem as Problem);
  return new FailureError(problemFailure(problem as Problem));
}
