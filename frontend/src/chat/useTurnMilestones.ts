import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../api/ApiContext';
import { failureText } from '../ui/failureText';
import { useAnnounce } from '../ui/announcer';
import { refreshAfterTurn } from '../sessions/useSessions';
import type { LiveTurn } from './answers';

/** The store may hear of a stopped or broken turn a moment after we do. */
const STORE_LOOKS_MILLIS = [0, 700, 2_500];

/** Announces that an answer began and ended, and reads again what its end changed on the server. */
export function useTurnMilestones(): void {
  const { answers } = useWorkplace();
  const client = useQueryClient();
  const announce = useAnnounce();
  const { t } = useTranslation();

  useEffect(() => {
    const closing = (turn: LiveTurn) => {
      const { answer, failure } = turn;
      if (answer.phase === 'cancelled') return t('chat.announceStopped');
      if (failure !== undefined) return t('chat.announceFailed', { reason: failureText(failure, t).title });
      return t('chat.announceDone', { count: answer.text.split(/\s+/).filter(Boolean).length });
    };
    const readAgain = async (sessionId: string) => {
      void refreshAfterTurn(client, sessionId);
      for (const millis of STORE_LOOKS_MILLIS) {
        await new Promise((resolve) => setTimeout(resolve, millis));
        if (answers.of(sessionId) === undefined || answers.running(sessionId)) return;
        await client.invalidateQueries({ queryKey: ['turns', sessionId] });
      }
    };
    return answers.watch((milestone, turn) => {
      announce(milestone === 'ended' ? closing(turn) : t(milestone === 'started' ? 'chat.announceStarted' : 'chat.notStopped'));
      if (milestone === 'ended') void readAgain(turn.sessionId);
    });
  }, [answers, client, announce, t]);
}
