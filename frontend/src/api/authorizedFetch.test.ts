import { afterEach, describe, expect, it, vi } from 'vitest';
import { authorizedFetch, type Credentials } from './authorizedFetch';
import { FailureError } from './failure';

/** An API that takes only the tokens given, and what it was asked. */
function apiTaking(...tokens: string[]) {
  const asked: { url: string; headers: Headers; body: string }[] = [];
  const send = async (input: RequestInfo | URL) => {
    const request = input as Request;
    asked.push({ url: request.url, headers: request.headers, body: await request.text() });
    const token = request.headers.get('Authorization')?.replace('Bearer ', '');
    return tokens.includes(token ?? '') ? new Response('fine') : new Response('', { status: 401 });
  };
  return { asked, send };
}

class Person implements Credentials {
  lostTimes = 0;
  renewals = 0;
  constructor(private held: string | undefined, private readonly next?: string) {}
  token = () => this.held;
  renew = () => {
    this.renewals++;
    this.held = this.next ?? this.held;
    return Promise.resolve(this.next);
  };
  lost = () => {
    this.lostTimes++;
  };
}

const get = () => new Request('http://api.test/v1/sessions');
const failureFrom = async (answer: Promise<Response>) => {
  const error: unknown = await answer.then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FailureError);
  return (error as FailureError).failure;
};

afterEach(() => vi.unstubAllGlobals());

describe('a request', () => {
  it('carries the token and a trace', async () => {
    const { asked, send } = apiTaking('good');
    const response = await authorizedFetch(new Person('good'), send)(get());
    expect(await response.text()).toBe('fine');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.headers.get('Authorization')).toBe('Bearer good');
    expect(asked[0]?.headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('is sent again with a new token, whole and in the same trace, when the old one has expired', async () => {
    const { asked, send } = apiTaking('new');
    const person = new Person('old', 'new');
    await authorizedFetch(person, send)(new Request('http://api.test/v1/sessions', { method: 'POST', body: '{"a":1}' }));
    expect(asked.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}']);
    expect(asked.map(({ headers }) => headers.get('Authorization'))).toEqual(['Bearer old', 'Bearer new']);
    expect(asked[0]?.headers.get('traceparent')).toBe(asked[1]?.headers.get('traceparent'));
    expect(person.lostTimes).toBe(0);
  });

  it('is not renewed a second time: then the session is over', async () => {
    const { asked, send } = apiTaking();
    const person = new Person('old', 'new');
    expect(await failureFrom(authorizedFetch(person, send)(get()))).toMatchObject({ kind: 'signed-out' });
    expect(asked).toHaveLength(2);
    expect(person).toMatchObject({ renewals: 1, lostTimes: 1 });
  });

  it('says that the session is over when there is nothing to renew by', async () => {
    const { asked, send } = apiTaking();
    const person = new Person('old');
    expect(await failureFrom(authorizedFetch(person, send)(get()))).toMatchObject({ kind: 'signed-out' });
    expect(asked).toHaveLength(1);
    expect(person.lostTimes).toBe(1);
  });

  it('does not end the session when renewing fails for want of a network', async () => {
    const person = new Person('old');
    person.renew = () => Promise.reject(new FailureError({ kind: 'unreachable' }));
    expect(await failureFrom(authorizedFetch(person, apiTaking().send)(get()))).toMatchObject({ kind: 'unreachable' });
    expect(person.lostTimes).toBe(0);
  });
});

describe('a request that fails', () => {
  it('throws the problem of the API', async () => {
    const problem = { type: '/problems/forbidden', title: 'No', status: 403 };
    const send = () => Promise.resolve(Response.json(problem, { status: 403 }));
    const failure = await failureFrom(authorizedFetch(new Person('t'), send)(get()));
    expect(failure).toMatchObject({ kind: 'problem', problem });
    expect(failure.traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is told apart by whether the browser is online', async () => {
    const send = () => Promise.reject(new TypeError('Failed to fetch'));
    vi.stubGlobal('navigator', { onLine: true });
    expect(await failureFrom(authorizedFetch(new Person('t'), send)(get()))).toMatchObject({ kind: 'unreachable' });
    vi.stubGlobal('navigator', { onLine: false });
    expect(await failureFrom(authorizedFetch(new Person('t'), send)(get()))).toMatchObject({ kind: 'offline' });
  });

  it('is no failure when the caller itself hung up', async () => {
    const hangUp = new AbortController();
    hangUp.abort();
    const send = (input: RequestInfo | URL) => fetch(input);
    const answer = authorizedFetch(new Person('t'), send)(new Request('http://api.test/', { signal: hangUp.signal }));
    await expect(answer).rejects.toHaveProperty('name', 'AbortError');
  });
});
