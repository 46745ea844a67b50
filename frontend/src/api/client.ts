import createClient from 'openapi-fetch';
import type { paths } from '../contract/api';
import type { ApiFetch } from './authorizedFetch';
import { FailureError } from './failure';
import type { Model, Run, Session, SessionPage, Turn } from './types';

const PAGE_TURNS = 100;
const REQUEST_TIMEOUT_MILLIS = 30_000;

/** All that this app asks of api-service. Failures are thrown as {@link FailureError}. */
export interface Api {
  sessions(limit: number, cursor?: string): Promise<SessionPage>;
  session(id: string): Promise<Session>;
  createSession(): Promise<Session>;
  renameSession(id: string, title: string): Promise<Session>;
  deleteSession(id: string): Promise<void>;
  turns(sessionId: string): Promise<Turn[]>;
  models(): Promise<Model[]>;
  /** The session's newest run, if it has one. */
  newestRun(sessionId: string): Promise<Run | undefined>;
  /** Ends a run; its events say when it has ended. @returns false if there is no such run */
  cancelRun(id: string): Promise<boolean>;
}

export function apiOver(baseUrl: string, send: ApiFetch): Api {
  const timed: ApiFetch = (request) =>
    send(new Request(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MILLIS)]) }));
  const http = createClient<paths>({ baseUrl, fetch: timed });

  return {
    sessions: async (limit, cursor) =>
      body(await http.GET('/v1/sessions', { params: { query: { limit, cursor } } })),
    session: async (id) => body(await http.GET('/v1/sessions/{sessionId}', { params: { path: { sessionId: id } } })),
    createSession: async () => body(await http.POST('/v1/sessions', { body: {} })),
    renameSession: async (id, title) =>
      body(await http.PATCH('/v1/sessions/{sessionId}', { params: { path: { sessionId: id } }, body: { title } })),
    deleteSession: async (id) => {
      await http.DELETE('/v1/sessions/{sessionId}', { params: { path: { sessionId: id } } });
    },
    turns: async (id) => {
      const turns: Turn[] = [];
      let cursor: string | undefined;
      do {
        const query = { limit: PAGE_TURNS, cursor };
        const page = body(await http.GET('/v1/sessions/{sessionId}/turns', { params: { path: { sessionId: id }, query } }));
        turns.push(...page.items);
        cursor = page.next;
      } while (cursor !== undefined);
      return turns;
    },
    models: async () => body(await http.GET('/v1/models', {})).items,
    newestRun: async (sessionId) =>
      body(await http.GET('/v1/runs', { params: { query: { sessionId, limit: 1 } } })).items[0],
    cancelRun: async (id) => {
      try {
        await http.DELETE('/v1/runs/{runId}', { params: { path: { runId: id } } });
        return true;
      } catch (error) {
        const { failure } = error instanceof FailureError ? error : {};
        if (failure?.kind === 'problem' && failure.problem.status === 404) return false;
        throw error;
      }
    },
  };
}

function body<T>(answer: { data?: T }): T {
  if (answer.data === undefined) throw new FailureError({ kind: 'broken-stream' });
  return answer.data;
}
