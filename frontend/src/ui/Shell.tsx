import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import Alert from '@cloudscape-design/components/alert';
import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import { useTurnMilestones } from '../chat/useTurnMilestones';
import { SessionList } from '../sessions/SessionList';
import { TopBar } from '../settings/TopBar';
import { useShortcuts } from './shortcuts';
import { useOnline } from './useOnline';

const HelpDialog = lazy(() => import('../settings/HelpDialog'));
const narrow = () => window.matchMedia('(max-width: 688px)').matches;

interface Props {
  userName: string;
  onSignOut: () => void;
}

/** What stands around every screen: top bar, the list of conversations, notices, shortcuts. */
export function Shell({ userName, onSignOut }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const online = useOnline();
  const [help, setHelp] = useState(false);
  const [listOpen, setListOpen] = useState(() => !narrow());
  useTurnMilestones();
  useFocusOnNavigation();
  useShortcuts({
    help: () => setHelp(true),
    composer: focusComposer,
    newChat: () => void navigate({ to: '/' }).then(focusComposer),
    search: () => {
      setListOpen(true);
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-search-sessions] input')?.focus());
    },
  });

  return (
    <>
      <a className="skip-link" href="#conversation">
        {t('app.skipToChat')}
      </a>
      <TopBar
        userName={userName}
        listOpen={listOpen}
        onList={() => setListOpen(!listOpen)}
        onHelp={() => setHelp(true)}
        onSignOut={onSignOut}
      />
      <AppLayoutToolbar
        headerSelector="#top-bar"
        toolsHide
        disableContentPaddings
        navigationTriggerHide
        navigationOpen={listOpen}
        onNavigationChange={({ detail }) => setListOpen(detail.open)}
        navigation={<SessionList onFollow={() => narrow() && setListOpen(false)} />}
        ariaLabels={{
          navigation: t('app.mainNavigation'),
          navigationToggle: t('app.openNavigation'),
          navigationClose: t('app.closeNavigation'),
          notifications: t('app.notifications'),
        }}
        stickyNotifications
        notifications={!online && <Alert type="warning">{t('app.offline')}</Alert>}
        content={
          <div id="conversation" tabIndex={-1}>
            <Outlet />
          </div>
        }
      />
      {help && (
        <Suspense>
          <HelpDialog onClose={() => setHelp(false)} />
        </Suspense>
      )}
    </>
  );
}

const focusComposer = () => document.querySelector<HTMLElement>('[data-composer] textarea')?.focus();

/** Another conversation was opened: whoever types next means that one. Not on a phone, where it would raise the keyboard. */
function useFocusOnNavigation(): void {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    if (narrow() || path === '/connect') document.getElementById('conversation')?.focus({ preventScroll: true });
    else focusComposer();
  }, [path]);
}
