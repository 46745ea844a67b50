import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import { failureOf } from '../api/failure';
import { ModelPicker, NoticeBadge } from '../models/ModelPicker';
import { modelToAsk, useModels } from '../models/useModels';
import { useSession } from '../sessions/useSessions';
import { FailureAlert } from '../ui/FailureAlert';
import { useEscape } from '../ui/shortcuts';
import { usePageTitle } from '../ui/usePageTitle';
import { Composer } from './Composer';
import { ConnectionState } from './ConnectionState';
import { TurnView } from './TurnView';
import { useConversation } from './useConversation';
import { useSessionChannel } from './useSessionChannel';
import { useStickToEnd } from './useStickToEnd';

/** A conversation and the box for its next message. */
export function ChatPage({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation();
  const session = useSession(sessionId);
  const models = useModels();
  const [picked, setPicked] = useState<string>();
  const { branch, running, stopping, connection, stored, choose, say, retry, stop } = useConversation(sessionId);
  const channel = useSessionChannel(sessionId);
  const last = branch.at(-1)?.turn;
  const model = modelToAsk(models.data ?? [], [picked, last?.model, session.data?.model]);
  const { away, toEnd } = useStickToEnd(last);
  usePageTitle(session.data?.title ?? t('app.unnamed'));
  useEscape(running, stop);

  const again = useCallback(() => retry(model?.id), [retry, model?.id]);
  const send = (text: string) => {
    toEnd();
    say(text, model?.id);
  };

  if (session.error && branch.length === 0) {
    return <Missing error={session.error} onRetry={() => void session.refetch()} />;
  }
  return (
    <div className="chat">
      <h1 className="chat-title">{session.data?.title ?? t('app.unnamed')}</h1>
      <div className="turns" role="region" aria-label={t('chat.conversation')} aria-busy={running}>
        {stored.isPending && branch.length === 0 && (
          <Box color="text-body-secondary">
            <Spinner /> {t('chat.loading')}
          </Box>
        )}
        {branch.map((step, place) => (
          <TurnView
            key={place}
            step={step}
            model={models.data?.find(({ id }) => id === step.turn.model)}
            last={place === branch.length - 1}
            busy={running}
            onRetry={again}
            onChoose={choose}
          />
        ))}
        {stored.error && <FailureAlert error={stored.error} onRetry={() => void stored.refetch()} />}
      </div>
      <div className="chat-end">
        {away && (
          <div className="to-newest">
            <Button iconName="angle-down" onClick={toEnd}>
              {t('chat.jumpToNewest')}
            </Button>
          </div>
        )}
        <Composer
          key={sessionId}
          place={sessionId}
          running={running}
          busy={false}
          stopping={stopping}
          status={<ConnectionState connections={[connection, channel]} />}
          onSend={send}
          onStop={stop}
          actions={
            <>
              <ModelPicker selected={model} disabled={running} onPick={setPicked} />
              <NoticeBadge model={model} />
            </>
          }
        />
      </div>
    </div>
  );
}

function Missing({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation();
  const failure = failureOf(error);
  const gone = failure.kind === 'problem' && failure.problem.status === 404;
  return (
    <div className="chat">
      <h1 className="chat-title">{gone ? t('sessions.gone') : t('app.unnamed')}</h1>
      {!gone && <FailureAlert error={error} onRetry={onRetry} />}
    </div>
  );
}
