import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { User, UserManager } from 'oidc-client-ts';
import { AuthProvider, useAuth } from 'react-oidc-context';
import { I18nProvider, type I18nProviderProps } from '@cloudscape-design/components/i18n';
import { useTranslation } from 'react-i18next';
import { UserCredentials } from './access/credentials';
import { SignInGate } from './access/SignInGate';
import { signOut } from './access/signOut';
import { WorkplaceContext } from './api/ApiContext';
import { authorizedFetch } from './api/authorizedFetch';
import { apiOver } from './api/client';
import { newQueryClient } from './api/queries';
import { Answers } from './chat/answers';
import type { Config } from './config/config';
import { newRouter } from './router';
import { chosenTransport } from './settings/transport';
import { lazyTransport } from './stream/lazy';
import { sseTransport } from './stream/sse';
import { Announcer } from './ui/announcer';
import { CrashBoundary } from './ui/Crash';

interface Props {
  config: Config;
  manager: UserManager;
  user: User | null;
}

export function App({ config, manager, user }: Props) {
  const [expired, setExpired] = useState(false);
  const credentials = useMemo(() => {
    const made = new UserCredentials(manager, () => setExpired(true));
    made.use(user);
    return made;
  }, [manager, user]);

  return (
    <ComponentWords>
      <Announcer>
        <CrashBoundary>
          <AuthProvider userManager={manager} onSigninCallback={backToWhereItBegan}>
            <SignInGate expired={expired}>
              <SignedIn config={config} manager={manager} credentials={credentials} />
            </SignInGate>
          </AuthProvider>
        </CrashBoundary>
      </Announcer>
    </ComponentWords>
  );
}

function SignedIn({ config, manager, credentials }: Pick<Props, 'config' | 'manager'> & { credentials: UserCredentials }) {
  const { user } = useAuth();
  const name = user?.profile.name ?? user?.profile.sub ?? '';
  credentials.use(user);

  const [place] = useState(() => {
    const send = authorizedFetch(credentials);
    const api = apiOver(config.apiUrl, send);
    const transports = {
      sse: sseTransport(config.apiUrl, send),
      websocket: lazyTransport(async () => (await import('./stream/socket')).socketTransport(config.apiUrl, credentials)),
      graphql: lazyTransport(async () => (await import('./stream/graphql')).graphqlTransport(config.apiUrl, credentials)),
    };
    const freshToken = () => credentials.fresh();
    return { config, freshToken, api, transports, answers: new Answers(api, () => transports[chosenTransport()]) };
  });
  const [queries] = useState(newQueryClient);
  const [router] = useState(() => newRouter({ userName: name, onSignOut: () => void signOut(manager) }));
  useEffect(() => () => place.answers.forgetAll(), [place]);

  return (
    <WorkplaceContext.Provider value={place}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </WorkplaceContext.Provider>
  );
}

/** Cloudscape's own words; the page's language decides, and only that language is loaded. */
function ComponentWords({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const [messages, setMessages] = useState<I18nProviderProps.Messages>({});
  useEffect(() => {
    const load = i18n.language === 'pt-BR'
      ? import('@cloudscape-design/components/i18n/messages/all.pt-BR')
      : import('@cloudscape-design/components/i18n/messages/all.en');
    void load.then((module) => setMessages(module.default));
  }, [i18n.language]);
  return (
    <I18nProvider locale={i18n.language} messages={[messages]}>
      {children}
    </I18nProvider>
  );
}

function backToWhereItBegan(user: User | undefined): void {
  const { returnTo } = (user?.state ?? {}) as { returnTo?: string };
  const safe = returnTo?.startsWith('/') === true && !returnTo.startsWith('//');
  history.replaceState({}, '', safe ? returnTo : '/');
}
