import { useEffect, type ReactNode } from 'react';
import { useAuth } from 'react-oidc-context';
import { useTranslation } from 'react-i18next';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { CALLBACK_PATH } from './userManager';

/** Shows the app to who is signed in, and the way in to everybody else. */
export function SignInGate({ expired, children }: { expired: boolean; children: ReactNode }) {
  const auth = useAuth();
  const { t } = useTranslation();
  const busy = auth.isLoading || auth.activeNavigator === 'signinRedirect';

  useEffect(() => {
    if (!auth.isAuthenticated) document.title = `${t('access.title')} · Triade`;
  }, [auth.isAuthenticated, t]);

  if (auth.isAuthenticated && !expired) return children;
  if (busy && !expired) return <Waiting label={t('access.working')} />;

  const returnTo = location.pathname === CALLBACK_PATH ? '/' : location.pathname;
  return (
    <main className="sign-in">
      <div className="brand">
        <img src="/triade.svg" alt="" width="36" height="36" /> Triade
      </div>
      <Container header={<Header variant="h1">{t('access.title')}</Header>}>
        <SpaceBetween size="l">
          {expired && <Alert type="warning">{t('access.expired')}</Alert>}
          {!expired && auth.error && (
            <Alert type="error" header={t('access.failed')}>
              {auth.error.source === 'signinCallback' ? t('access.callbackFailed') : t('access.issuerUnreachable')}
            </Alert>
          )}
          <Box variant="p">{t('access.intro')}</Box>
          <Button
            variant="primary"
            loading={busy}
            loadingText={t('access.working')}
            onClick={() => void auth.signinRedirect({ state: { returnTo } })}
          >
            {t('access.signIn')}
          </Button>
        </SpaceBetween>
      </Container>
    </main>
  );
}

export function Waiting({ label }: { label: string }) {
  return (
    <main className="sign-in" aria-busy="true">
      <Box textAlign="center">
        <Spinner size="large" /> <span role="status">{label}</span>
      </Box>
    </main>
  );
}
