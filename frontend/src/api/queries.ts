import { QueryClient } from '@tanstack/react-query';
import { failureOf, retryable } from './failure';

const MAX_RETRIES = 2;

/** Reads are tried again where that may help; what changes something never is. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < MAX_RETRIES && retryable(failureOf(error)),
        retryDelay: (attempt, error) => {
          const failure = failureOf(error);
          const asked = failure.kind === 'problem' ? failure.retryAfterSeconds : undefined;
          return asked === undefined ? 500 * 2 ** attempt : asked * 1000;
        },
      },
    },
  });
}
