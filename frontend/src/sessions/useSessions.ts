import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useWorkplace } from '../api/ApiContext';

const PAGE_SESSIONS = 30;
const TITLE_LOOKS_MILLIS = [1_000, 3_000, 7_000];

const LIST = ['sessions'] as const;
const one = (id: string) => ['session', id] as const;

export function useSessions() {
  const { api } = useWorkplace();
  return useInfiniteQuery({
    queryKey: LIST,
    queryFn: ({ pageParam }) => api.sessions(PAGE_SESSIONS, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
}

export function useSession(id: string | undefined) {
  const { api } = useWorkplace();
  return useQuery({ queryKey: one(id ?? ''), queryFn: () => api.session(id ?? ''), enabled: id !== undefined });
}

export function useRenameSession() {
  const { api } = useWorkplace();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, title }: { id: string; title: string }) => api.renameSession(id, title),
    onSuccess: (session) => {
      client.setQueryData(one(session.id), session);
      return client.invalidateQueries({ queryKey: LIST });
    },
  });
}

export function useDeleteSession() {
  const { api, answers } = useWorkplace();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      await answers.stop(id);
      await api.deleteSession(id);
    },
    onSuccess: (_nothing, id) => {
      answers.forget(id);
      client.removeQueries({ queryKey: one(id) });
      client.removeQueries({ queryKey: ['turns', id] });
      return client.invalidateQueries({ queryKey: LIST });
    },
  });
}

/** Looks for what a finished turn changed: its place in the list now, the title that the server makes a little later. */
export async function refreshAfterTurn(client: QueryClient, id: string): Promise<void> {
  const refresh = () =>
    Promise.all([client.invalidateQueries({ queryKey: LIST }), client.invalidateQueries({ queryKey: one(id) })]);
  await refresh();
  for (const millis of TITLE_LOOKS_MILLIS) {
    if (client.getQueryData<{ title?: string }>(one(id))?.title !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, millis));
    await refresh();
  }
}
