import { lazy, Suspense } from 'react';
import { createRootRouteWithContext, createRoute, createRouter, Navigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CALLBACK_PATH } from './access/userManager';
import { ChatPage } from './chat/ChatPage';
import { NewChatPage } from './chat/NewChatPage';
import { Shell } from './ui/Shell';

const ConnectPage = lazy(() => import('./connect/ConnectPage'));

interface Context {
  userName: string;
  onSignOut: () => void;
}

const root = createRootRouteWithContext<Context>()({ component: Root, notFoundComponent: NotFound });
const newChat = createRoute({ getParentRoute: () => root, path: '/', component: NewChatPage });
const chat = createRoute({ getParentRoute: () => root, path: '/sessions/$sessionId', component: Chat });
const connect = createRoute({ getParentRoute: () => root, path: '/connect', component: Connect });
const callback = createRoute({ getParentRoute: () => root, path: CALLBACK_PATH, component: () => <Navigate to="/" /> });

export const newRouter = (context: Context) =>
  createRouter({ routeTree: root.addChildren([newChat, chat, connect, callback]), context, defaultPreload: false });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}

function Root() {
  const { userName, onSignOut } = root.useRouteContext();
  return <Shell userName={userName} onSignOut={onSignOut} />;
}

function Chat() {
  const { sessionId } = useParams({ from: '/sessions/$sessionId' });
  return <ChatPage key={sessionId} sessionId={sessionId} />;
}

function Connect() {
  return (
    <Suspense>
      <ConnectPage />
    </Suspense>
  );
}

function NotFound() {
  return <h1 className="chat-title">{useTranslation().t('app.pageNotFound')}</h1>;
}
