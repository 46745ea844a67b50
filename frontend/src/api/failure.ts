import type { Problem } from './types';

/** Why something the user asked for did not happen. */
export type Failure =
  | { readonly kind: 'offline'; readonly traceId?: string }
  | { readonly kind: 'unreachable'; readonly traceId?: string }
  | { readonly kind: 'signed-out'; readonly traceId?: string }
  | { readonly kind: 'broken-stream'; readonly traceId?: string }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly traceId?: string; readonly retryAfterSeconds?: number };

export class FailureError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.kind === 'problem' ? failure.problem.title : failure.kind);
    this.name = 'FailureError';
  }
}

export const problemFailure = (problem: Problem): Failure => ({ kind: 'problem', problem, traceId: problem.traceId });

/** What went wrong, whatever was thrown. A bug of ours shows as a problem without details rather than as a blank page. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  return problemFailure({ type: '/problems/internal', title: 'Something went wrong on our side', status: 500 });
}

/** Whether trying the same again may help, by the families of the problem catalogue. */
export function retryable(failure: Failure): boolean {
  switch (failure.kind) {
    case 'offline':
    case 'unreachable':
    case 'broken-stream':
      return true;
    case 'signed-out':
      return false;
    case 'problem':
      return failure.problem.status === 429 || failure.problem.status >= 500;
  }
}

export const problemSlug = (problem: Problem): string => problem.type.replace(/^.*\//, '');

/** Seconds to wait, from either form of `Retry-After`. */
export function retryAfterSeconds(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, Math.min(seconds, 3600)) : undefined;
}

/** The failure that an HTTP answer stands for; a proxy's HTML page is one too. */
export async function failureOfResponse(response: Response, traceId: string): Promise<Failure> {
  const body: unknown = await response.json().catch(() => undefined);
  const problem = isProblem(body)
    ? body
    : { type: 'about:blank', title: response.statusText || `HTTP ${response.status}`, status: response.status };
  return {
    kind: 'problem',
    problem,
    traceId: problem.traceId ?? traceId,
    retryAfterSeconds: retryAfterSeconds(response.headers.get('Retry-After'), Date.now()),
  };
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { type, title, status } = body as Record<string, unknown>;
  return typeof type === 'string' && typeof title === 'string' && typeof status === 'number';
}
