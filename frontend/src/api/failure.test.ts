import { describe, expect, it } from 'vitest';
import { FailureError, failureOf, failureOfResponse, problemSlug, retryable, retryAfterSeconds } from './failure';

const problemOf = (status: number) => ({ kind: 'problem', problem: { type: '/problems/x', title: 'X', status } }) as const;
const answer = (body: string, status: number, headers: Record<string, string> = {}) => new Response(body, { status, headers });

describe('a failure', () => {
  it('is the one that was thrown', () => {
    const failure = { kind: 'offline' } as const;
    expect(failureOf(new FailureError(failure))).toBe(failure);
  });

  it('is a problem of ours when anything else was thrown, without its words', () => {
    for (const thrown of [new TypeError('x is undefined'), 'text', undefined, null]) {
      const failure = failureOf(thrown);
      expect(problemSlug((failure as ReturnType<typeof problemOf>).problem)).toBe('internal');
      expect(JSON.stringify(failure)).not.toContain('undefined');
    }
  });

  it('may be tried again where the network, capacity or a service was at fault', () => {
    for (const kind of ['offline', 'unreachable', 'broken-stream'] as const) expect(retryable({ kind })).toBe(true);
    for (const status of [429, 500, 502, 503, 504]) expect(retryable(problemOf(status)), `${status}`).toBe(true);
  });

  it('is not tried again where the caller has to change something first', () => {
    expect(retryable({ kind: 'signed-out' })).toBe(false);
    for (const status of [400, 401, 403, 404, 409, 413, 415, 422]) expect(retryable(problemOf(status)), `${status}`).toBe(false);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-03-10T12:00:00Z');

  it('is read as seconds and as a date', () => {
    expect(retryAfterSeconds('3', now)).toBe(3);
    expect(retryAfterSeconds(' 0 ', now)).toBe(0);
    expect(retryAfterSeconds('Tue, 10 Mar 2026 12:00:05 GMT', now)).toBe(5);
  });

  it('is never negative and never more than an hour', () => {
    expect(retryAfterSeconds('Tue, 10 Mar 2026 11:00:00 GMT', now)).toBe(0);
    expect(retryAfterSeconds('999999', now)).toBe(3600);
  });

  it('is nothing when it is missing or makes no sense', () => {
    for (const header of [null, '', '  ', 'soon', '1.5s']) expect(retryAfterSeconds(header, now), `${header}`).toBeUndefined();
  });
});

describe('an HTTP answer that is a failure', () => {
  const problem = { type: '/problems/model-throttled', title: 'Busy', status: 429, traceId: 'server' };

  it('carries its problem, the wait that it asks for and the trace of the server', async () => {
    const failure = await failureOfResponse(answer(JSON.stringify(problem), 429, { 'Retry-After': '7' }), 'ours');
    expect(failure).toEqual({ kind: 'problem', problem, traceId: 'server', retryAfterSeconds: 7 });
  });

  it('has our own trace when the server names none', async () => {
    const failure = await failureOfResponse(answer(JSON.stringify({ ...problem, traceId: undefined }), 429), 'ours');
    expect(failure.traceId).toBe('ours');
  });

  it('is told by its status when a proxy answered with a page, nothing, or JSON of its own', async () => {
    for (const body of ['<h1>Bad gateway</h1>', '', 'null', '[]', '{"message":"no"}', '{"type":1,"title":2,"status":3}']) {
      const failure = await failureOfResponse(answer(body, 502), 'ours');
      expect(failure, body).toMatchObject({ kind: 'problem', problem: { type: 'about:blank', status: 502, title: 'HTTP 502' } });
    }
  });
});
