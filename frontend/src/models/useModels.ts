import { useQuery } from '@tanstack/react-query';
import { useWorkplace } from '../api/ApiContext';
import type { Model } from '../api/types';

const FRESH_MILLIS = 5 * 60_000;

export function useModels() {
  const { api } = useWorkplace();
  return useQuery({ queryKey: ['models'], queryFn: () => api.models(), staleTime: FRESH_MILLIS });
}

/** The model to ask: the one picked, else the conversation's last, else the session's, else the standard one. */
export function modelToAsk(models: readonly Model[], wishes: readonly (string | undefined)[]): Model | undefined {
  for (const wish of wishes) {
    const found = models.find((model) => model.id === wish);
    if (found !== undefined) return found;
  }
  return models.find((model) => model.standard) ?? models[0];
}
