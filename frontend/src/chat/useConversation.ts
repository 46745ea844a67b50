import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useWorkplace } from '../api/ApiContext';
import { hasEnded, ROOT, type Turn } from '../api/types';
import { ended } from '../stream/answer';
import { shownBranch } from './branches';
import { shownTurns, superseded } from './shownTurn';

const POLL_MILLIS = 1_500;
/** A turn that says it is running for longer than this was lost; asking for ever would not bring it back. */
const MAX_RUN_MILLIS = 10 * 60_000;

/** One session's conversation: its branch on screen, and what can be done with it. */
export function useConversation(sessionId: string) {
  const { api, answers } = useWorkplace();
  const live = useSyncExternalStore(answers.subscribe, () => answers.of(sessionId));
  const running = live !== undefined && !ended(live.answer);
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map());

  const stored = useQuery({
    queryKey: ['turns', sessionId],
    queryFn: () => api.turns(sessionId),
    refetchInterval: ({ state }) => (!running && state.data?.some(stillRunning) ? POLL_MILLIS : false),
  });

  useEffect(() => {
    if (live !== undefined && stored.data !== undefined && superseded(stored.data, live)) answers.forget(sessionId);
  }, [answers, live, sessionId, stored.data]);

  useEffect(() => {
    const written = stored.data?.findLast(stillRunning);
    if (written !== undefined) answers.attach(written);
  }, [answers, stored.data]);

  const turns = useMemo(() => shownTurns(stored.data ?? [], live), [stored.data, live]);
  const branch = useMemo(() => shownBranch(turns, chosen), [turns, chosen]);

  const choose = useCallback((parentId: string, id: string) => {
    setChosen((before) => new Map(before).set(parentId, id));
  }, []);

  const ask = (text: string, model: string | undefined, parentId: string) => {
    setChosen((before) => without(before, parentId));
    answers.start(sessionId, { text, parentId, model }, turns.map((turn) => turn.id));
  };

  return {
    branch,
    running,
    stored,
    choose,
    say: (text: string, model: string | undefined) => ask(text, model, lastAnswered(branch)),
    retry: (model: string | undefined) => {
      const last = branch.at(-1)?.turn;
      if (last !== undefined) ask(last.input, model, last.parentId);
    },
    stopping: live?.stopping === true && running,
    connection: running ? live.connection : undefined,
    stop: () => void answers.stop(sessionId),
  };
}

/** What the next message answers: the last turn that the server knows of. */
function lastAnswered(branch: ReturnType<typeof shownBranch<ReturnType<typeof shownTurns>[number]>>): string {
  return branch.findLast(({ turn }) => turn.id !== 'not-started')?.turn.id ?? ROOT;
}

const stillRunning = ({ state, createdAt }: Turn) =>
  !hasEnded(state) && Date.now() - Date.parse(createdAt) < MAX_RUN_MILLIS;

function without(map: ReadonlyMap<string, string>, key: string): ReadonlyMap<string, string> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
