interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: { readonly query?: string; readonly variables?: Record<string, unknown>; readonly Authorization?: string };
}

/** The server's end of a GraphQL socket, in the hands of a test. What is asked beside subscriptions it answers itself. */
export class Peer {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  static readonly all: Peer[] = [];
  static takes = 'good';
  static answers = true;
  static pongs = true;
  readyState = 0;
  readonly heard: Message[] = [];
  onopen: (() => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;

  constructor(readonly url: string, readonly protocol: string) {
    Peer.all.push(this);
    queueMicrotask(() => {
      this.readyState = Peer.answers ? 1 : 3;
      if (Peer.answers) return this.onopen?.();
      this.onerror?.({ type: 'error' });
      this.onclose?.({ code: 1006, reason: '' });
    });
  }

  send(data: string): void {
    const message = JSON.parse(data) as Message;
    this.heard.push(message);
    const { type, id, payload } = message;
    if (type === 'ping' && Peer.pongs) this.say({ type: 'pong' });
    if (type === 'connection_init') {
      if (payload?.Authorization === `Bearer ${Peer.takes}`) this.say({ type: 'connection_ack' });
      else queueMicrotask(() => this.lose(4401));
    }
    if (payload?.query === '{ __typename }') this.results(id, { __typename: 'Query' });
    if (payload?.query?.startsWith('mutation')) this.results(id, { startTurn: { id: 'r_9' } });
  }

  results(id: string | undefined, data: object): void {
    this.say({ type: 'next', id, payload: { data } });
    this.say({ type: 'complete', id });
  }

  say(message: object | string): void {
    const data = typeof message === 'string' ? message : JSON.stringify(message);
    queueMicrotask(() => this.onmessage?.({ data }));
  }

  event(id: string, offset: number, members: object): void {
    this.say({ type: 'next', id, payload: { data: { runEvents: { offset, ...members } } } });
  }

  words(id: string, from: number, ...words: string[]): void {
    words.forEach((text, at) => this.event(id, from + at, { __typename: 'TextDelta', text }));
  }

  close(code = 1005): void {
    if (this.readyState >= 2) return;
    this.readyState = 2;
    queueMicrotask(() => this.lose(code));
  }

  lose(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code, reason: '' });
  }

  subscriptions = () => this.heard.filter(({ payload }) => payload?.query?.startsWith('subscription'));
}
