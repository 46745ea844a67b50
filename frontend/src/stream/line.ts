import type { Credentials } from '../api/authorizedFetch';
import { FailureError, problemFailure } from '../api/failure';
import type { Problem } from '../api/types';
import { Cut } from './breaks';
import { parsed } from './frames';
import type { Inbox } from './inbox';
import { onLine } from './network';

const PROTOCOL = 'triade.v1';
const GREETING_MILLIS = 20_000;
/** After so much silence we ask whether anybody is there, and after twice that nobody is. */
const SILENCE_MILLIS = 20_000;

/** One message of the server; what else it has depends on its type. */
export interface Said {
  readonly type: string;
  readonly ref?: string;
  readonly [member: string]: unknown;
}

/** One socket on which the caller is known, and the conversations on it. It is closed with the last of them. */
export class Line {
  private readonly inboxes = new Map<string, Inbox<Said>>();
  private readonly watch = setInterval(() => this.look(), SILENCE_MILLIS / 2);
  private heard = Date.now();
  private refs = 0;
  private over: Error | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly credentials: Credentials,
    private readonly onGone: () => void,
  ) {
    socket.onmessage = ({ data }) => this.read(data);
    socket.onclose = ({ code, reason }) => this.gone(new Cut(`the socket was closed: ${code} ${reason}`));
  }

  begin(inbox: Inbox<Said>, message: object): string {
    const ref = `${++this.refs}`;
    if (this.over !== undefined) {
      inbox.fail(this.over);
    } else {
      this.inboxes.set(ref, inbox);
      this.send({ ...message, ref });
    }
    return ref;
  }

  /** Forgets a conversation; `leaving` tells the server so where it does not know. */
  end(ref: string, leaving: string | undefined): void {
    if (!this.inboxes.delete(ref)) return;
    if (leaving !== undefined) this.send({ type: leaving, ref });
    if (this.inboxes.size === 0) this.gone(new Cut('nothing is followed here'));
  }

  private read(data: unknown): void {
    this.heard = Date.now();
    let said: Said;
    try {
      said = parsed(String(data), 'message') as Said;
    } catch (broken) {
      this.gone(broken as Error);
      return;
    }
    if (said.ref !== undefined) this.inboxes.get(said.ref)?.add(said);
    else if (said.type === 'expiring') void this.authenticateAgain();
    else if (said.type === 'closing') this.gone(new Cut(`the socket is about to be closed: ${String(said.reason)}`));
  }

  private async authenticateAgain(): Promise<void> {
    const token = await this.credentials.renew().catch(() => undefined);
    if (token !== undefined) this.send({ type: 'authenticate', token });
  }

  private look(): void {
    const silent = Date.now() - this.heard;
    if (silent >= 2 * SILENCE_MILLIS) this.gone(new Cut('the socket is silent'));
    else if (silent >= SILENCE_MILLIS) this.send({ type: 'ping' });
  }

  private send(message: object): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private gone(why: Error): void {
    this.over = why;
    clearInterval(this.watch);
    this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.onGone();
    this.inboxes.forEach((inbox) => inbox.fail(why));
    this.inboxes.clear();
  }
}

/** Opens a socket and says who we are. The token goes in the first message, not in a header that proxies write down. */
export async function openLine(url: string, credentials: Credentials, onGone: () => void): Promise<Line> {
  try {
    const socket = (await greeted(url, credentials.token())) ?? (await greeted(url, await credentials.renew()));
    if (socket !== undefined) return new Line(socket, credentials, onGone);
    credentials.lost();
    throw new FailureError({ kind: 'signed-out' });
  } catch (error) {
    onGone();
    throw error;
  }
}

/** @returns nothing where the server does not take the token */
function greeted(url: string, token: string | undefined): Promise<WebSocket | undefined> {
  if (token === undefined) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, PROTOCOL);
    const over = (settle: () => void) => {
      clearTimeout(timer);
      socket.onopen = socket.onmessage = socket.onclose = null;
      settle();
    };
    const close = (settle: () => void) => {
      over(settle);
      socket.close();
    };
    const unreachable = () => reject(new FailureError({ kind: onLine() ? 'unreachable' : 'offline' }));
    const timer = setTimeout(() => close(unreachable), GREETING_MILLIS);
    socket.onopen = () => socket.send(JSON.stringify({ type: 'authenticate', token }));
    socket.onclose = () => over(unreachable);
    socket.onmessage = ({ data }) => {
      const { type, problem } = JSON.parse(String(data)) as { type: string; problem?: Problem };
      if (type === 'ready') over(() => resolve(socket));
      else if (problem?.status === 401) close(() => resolve(undefined));
      else if (problem !== undefined) close(() => reject(new FailureError(problemFailure(problem))));
    };
  });
}
