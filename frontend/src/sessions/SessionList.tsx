import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Input from '@cloudscape-design/components/input';
import Spinner from '@cloudscape-design/components/spinner';
import type { Session } from '../api/types';
import { FailureAlert } from '../ui/FailureAlert';
import { ago } from '../ui/time';
import { useSessions } from './useSessions';

const RenameDialog = lazy(() => import('./RenameDialog'));
const DeleteDialog = lazy(() => import('./DeleteDialog'));

type Dialog = { kind: 'rename' | 'delete'; session: Session };

/** The caller's conversations, the most recently used first. */
export function SessionList({ onFollow }: { onFollow: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const current = useParams({ strict: false }).sessionId;
  const sessions = useSessions();
  const [filter, setFilter] = useState('');
  const [dialog, setDialog] = useState<Dialog>();

  const all = sessions.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = matching(all, filter, t('app.unnamed'));
  const startNew = () => {
    onFollow();
    void navigate({ to: '/' });
  };

  return (
    <div className="sessions">
      <h2 className="sessions-title">{t('sessions.title')}</h2>
      <Button iconName="add-plus" fullWidth onClick={startNew}>
        {t('sessions.new')}
      </Button>
      <Link to="/connect" className="connect-link" onClick={onFollow}>
        {t('app.connect')}
      </Link>
      <div className="sessions-search" data-search-sessions>
        <Input
          type="search"
          value={filter}
          placeholder={t('sessions.search')}
          ariaLabel={t('sessions.search')}
          clearAriaLabel={t('app.dismiss')}
          onChange={({ detail }) => setFilter(detail.value)}
        />
      </div>
      {sessions.isPending && (
        <Box padding="s" color="text-body-secondary">
          <Spinner /> {t('sessions.loading')}
        </Box>
      )}
      {sessions.error && <FailureAlert error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.isSuccess && all.length === 0 && <p className="hint">{t('sessions.empty')}</p>}
      {all.length > 0 && shown.length === 0 && <p className="hint">{t('sessions.noMatch', { filter })}</p>}
      <ul className="session-items">
        {shown.map((session) => (
          <SessionItem
            key={session.id}
            session={session}
            current={session.id === current}
            onFollow={onFollow}
            onAction={(kind) => setDialog({ kind, session })}
          />
        ))}
      </ul>
      {filter !== '' && sessions.hasNextPage && <p className="hint">{t('sessions.searchOnlyLoaded')}</p>}
      {sessions.hasNextPage && (
        <Button
          variant="inline-link"
          loading={sessions.isFetchingNextPage}
          onClick={() => void sessions.fetchNextPage()}
        >
          {t('sessions.loadMore')}
        </Button>
      )}
      <Suspense>
        {dialog?.kind === 'rename' && <RenameDialog session={dialog.session} onClose={() => setDialog(undefined)} />}
        {dialog?.kind === 'delete' && (
          <DeleteDialog
            session={dialog.session}
            onClose={() => setDialog(undefined)}
            onDeleted={() => {
              if (dialog.session.id === current) startNew();
            }}
          />
        )}
      </Suspense>
    </div>
  );
}

interface ItemProps {
  session: Session;
  current: boolean;
  onFollow: () => void;
  onAction: (kind: Dialog['kind']) => void;
}

function SessionItem({ session, current, onFollow, onAction }: ItemProps) {
  const { t, i18n } = useTranslation();
  const title = session.title ?? t('app.unnamed');
  return (
    <li className={current ? 'session-item current' : 'session-item'}>
      <Link
        to="/sessions/$sessionId"
        params={{ sessionId: session.id }}
        aria-current={current ? 'page' : undefined}
        onClick={onFollow}
      >
        <span className="session-name">{title}</span>
        <span className="session-time">{ago(new Date(session.updatedAt), new Date(), i18n.language)}</span>
      </Link>
      <ButtonDropdown
        variant="icon"
        ariaLabel={t('sessions.actions', { title })}
        expandToViewport
        items={[
          { id: 'rename', text: t('sessions.rename'), iconName: 'edit' },
          { id: 'delete', text: t('sessions.delete'), iconName: 'remove' },
        ]}
        onItemClick={({ detail }) => onAction(detail.id as Dialog['kind'])}
      />
    </li>
  );
}

export function matching(sessions: readonly Session[], filter: string, unnamed: string): Session[] {
  const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const wanted = plain(filter.trim());
  return sessions.filter((session) => plain(session.title ?? unnamed).includes(wanted));
}
