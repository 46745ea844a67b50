import { useTranslation } from 'react-i18next';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Connection } from '../stream/persistent';
import { useOnline } from '../ui/useOnline';

type State = Connection | 'offline';

const TYPES: Record<State, StatusIndicatorProps.Type> = {
  connecting: 'pending',
  live: 'success',
  reconnecting: 'in-progress',
  offline: 'warning',
};

/** Whether what is on screen keeps up with the server, in a word; a change of it is read out. */
export function ConnectionState({ connections }: { connections: readonly (Connection | undefined)[] }) {
  const { t } = useTranslation();
  const online = useOnline();
  const state = connectionState(online, connections);
  return (
    <div className="connection" role="status" data-connection={state}>
      {state !== undefined && <StatusIndicator type={TYPES[state]}>{t(`connection.${state}`)}</StatusIndicator>}
    </div>
  );
}

/** The worst of them that somebody has to wait for; one being opened beside a live one is nobody's concern. */
function connectionState(online: boolean, connections: readonly (Connection | undefined)[]): State | undefined {
  if (!online) return 'offline';
  return (['reconnecting', 'live', 'connecting'] as const).find((state) => connections.includes(state));
}
