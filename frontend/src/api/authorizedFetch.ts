import { onLine } from '../stream/network';
import { FailureError, failureOfResponse } from './failure';
import { newTrace } from './trace';

/** Who we are for the API. `renew` answers a new token, or nothing when only signing in again can help. */
export interface Credentials {
  token(): string | undefined;
  renew(): Promise<string | undefined>;
  lost(): void;
}

export type ApiFetch = (request: Request) => Promise<Response>;

/**
 * Sends a request with the caller's token and a new trace, and answers only what succeeded: everything else is thrown as
 * a {@link FailureError}. A token that expired between two requests is renewed once, without the user noticing.
 */
export function authorizedFetch(credentials: Credentials, send: typeof fetch = fetch): ApiFetch {
  return async (request) => {
    const trace = newTrace();
    const attempt = (token: string | undefined) => {
      const copy = request.clone();
      copy.headers.set('traceparent', trace.header);
      if (token !== undefined) copy.headers.set('Authorization', `Bearer ${token}`);
      return send(copy).catch((error: unknown) => {
        if (request.signal.aborted) throw error;
        throw new FailureError({ kind: onLine() ? 'unreachable' : 'offline', traceId: trace.id });
      });
    };

    let response = await attempt(credentials.token());
    if (response.status === 401) {
      const renewed = await credentials.renew();
      if (renewed !== undefined) response = await attempt(renewed);
    }
    if (response.status === 401) {
      credentials.lost();
      throw new FailureError({ kind: 'signed-out', traceId: trace.id });
    }
    if (!response.ok) throw new FailureError(await failureOfResponse(response, trace.id));
    return response;
  };
}
