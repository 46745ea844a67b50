import type { ClientOptions } from 'graphql-ws/client';
import type { Credentials } from '../api/authorizedFetch';
import { FailureError } from '../api/failure';
import { BrokenStream, Cut } from './breaks';
import { onLine } from './network';

const GREETING_MILLIS = 20_000;
/** After so much silence the client asks whether anybody is there, and after twice that nobody is. */
const SILENCE_MILLIS = 20_000;
const UNAUTHORIZED = 4401;
/** What the client closes with when the server does not speak the protocol, or the server when we do not. */
const NOT_THE_PROTOCOL: ReadonlySet<number> = new Set([4004, 4400, 4406, 4409]);
/** The token that was held may have been an old one; a new one that is refused too is no good to anybody. */
const MAX_REFUSALS = 2;

/** What becomes of the sockets of one GraphQL client: who it says it is, when it gives up, and what an end means. */
export class GraphQlLife {
  private acknowledged = false;
  private shown: string | undefined;
  private refused: string | undefined;
  private refusals = 0;
  private failure: Error | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;

  /** @param giveUp ends the socket without waiting for its other end */
  constructor(
    private readonly credentials: Credentials,
    private readonly giveUp: () => void,
  ) {}

  readonly rhythm = { keepAlive: SILENCE_MILLIS, connectionAckWaitTimeout: GREETING_MILLIS };

  readonly listeners: ClientOptions['on'] = {
    connecting: () => {
      this.acknowledged = false;
      this.failure = undefined;
      this.wait(GREETING_MILLIS);
    },
    connected: () => {
      this.acknowledged = true;
      this.refusals = 0;
    },
    ping: (received) => received || this.wait(SILENCE_MILLIS),
    message: () => clearTimeout(this.patience),
    error: () => clearTimeout(this.patience),
    closed: (event) => {
      clearTimeout(this.patience);
      if (codeOf(event) !== UNAUTHORIZED) return;
      this.refused = this.shown;
      if (!this.acknowledged) this.refusals++;
    },
  };

  /** The token goes in the first message, not in a header that proxies write down; an expired one is not said again. */
  async greeting(): Promise<Record<string, unknown>> {
    try {
      const held = this.credentials.token();
      const token = held === undefined || held === this.refused ? await this.credentials.renew() : held;
      if (token === undefined) throw this.signedOut();
      this.shown = token;
      return { Authorization: `Bearer ${token}` };
    } catch (error) {
      this.failure = error as Error;
      throw error;
    }
  }

  /** Why a socket was lost, by what the client says of it. */
  lost(how: unknown): Error {
    const code = codeOf(how);
    if (this.failure !== undefined) return this.failure;
    if (code === UNAUTHORIZED && this.refusals >= MAX_REFUSALS) return this.signedOut();
    if (code !== undefined && NOT_THE_PROTOCOL.has(code)) return new BrokenStream(`the socket was closed: ${code}`);
    if (how instanceof Error && code === undefined) return new BrokenStream(how.message);
    if (this.acknowledged || code === UNAUTHORIZED) return new Cut(`the socket was closed: ${String(code)}`);
    return new FailureError({ kind: onLine() ? 'unreachable' : 'offline' });
  }

  private signedOut(): FailureError {
    this.credentials.lost();
    return new FailureError({ kind: 'signed-out' });
  }

  private wait(millis: number): void {
    clearTimeout(this.patience);
    this.patience = setTimeout(this.giveUp, millis);
  }
}

function codeOf(how: unknown): number | undefined {
  const { code } = (typeof how === 'object' && how !== null ? how : {}) as { code?: unknown };
  return typeof code === 'number' ? code : undefined;
}
