import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useWorkplace } from '../api/ApiContext';
import { refreshAfterTurn } from '../sessions/useSessions';
import { useChosenTransport } from '../settings/transport';
import { persistent, type Connection } from '../stream/persistent';

/** What the service says on a session's channel. */
interface Notice {
  readonly type: 'turn-started' | 'turn-ended';
  readonly turnId: string;
}

/**
 * Hears of turns that begin and end elsewhere, in another tab or on another device, and reads them. What was missed while
 * nobody listened is read at each connection. A hidden tab does not listen: a browser has few connections to one host.
 *
 * @returns how it listens; nothing where the service has no channels
 */
export function useSessionChannel(sessionId: string): Connection | undefined {
  const { transports, answers } = useWorkplace();
  const transport = transports[useChosenTransport()];
  const client = useQueryClient();
  const visible = useVisible();
  const [connection, setConnection] = useState<Connection>();

  useEffect(() => {
    if (!visible) return undefined;
    const leave = new AbortController();
    const readTurns = () => client.invalidateQueries({ queryKey: ['turns', sessionId] });
    const hear = ({ type, turnId }: Notice) => {
      if (answers.of(sessionId)?.answer.runId === turnId) return;
      void readTurns();
      if (type === 'turn-ended') void refreshAfterTurn(client, sessionId);
    };
    const report = (now: Connection) => {
      setConnection(now);
      if (now === 'live') void readTurns();
    };
    const listen = async () => {
      const messages = persistent((attachment) => transport.messages(`session:${sessionId}`, attachment), {
        signal: leave.signal,
        report,
      });
      for await (const { data } of messages) hear(data as Notice);
    };
    listen().catch(() => leave.signal.aborted || setConnection(undefined));
    return () => leave.abort();
  }, [answers, client, sessionId, transport, visible]);

  return connection;
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return visible;
}
