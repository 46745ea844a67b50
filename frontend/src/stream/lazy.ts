import { FailureError } from '../api/failure';
import { onLine } from './network';
import type { Transport } from './transport';

/** A transport whose code is loaded when it is first used; where that fails, it is tried again at the next use. */
export function lazyTransport(load: () => Promise<Transport>): Transport {
  let loading: Promise<Transport> | undefined;
  const loaded = () =>
    (loading ??= load().catch(() => {
      loading = undefined;
      throw new FailureError({ kind: onLine() ? 'unreachable' : 'offline' });
    }));
  return {
    async *start(...asked) {
      yield* (await loaded()).start(...asked);
    },
    async *events(...asked) {
      yield* (await loaded()).events(...asked);
    },
    async *messages(...asked) {
      yield* (await loaded()).messages(...asked);
    },
  };
}
