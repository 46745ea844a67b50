import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import Box from '@cloudscape-design/components/box';
import { useWorkplace } from '../api/ApiContext';
import { ROOT } from '../api/types';
import { ModelPicker, NoticeBadge } from '../models/ModelPicker';
import { modelToAsk, useModels } from '../models/useModels';
import { FailureAlert } from '../ui/FailureAlert';
import { usePageTitle } from '../ui/usePageTitle';
import { Composer } from './Composer';
import { keepDraft } from './drafts';

const PLACE = 'new';

/** A conversation that is made by its first message. */
export function NewChatPage() {
  const { t } = useTranslation();
  const { api, answers } = useWorkplace();
  const client = useQueryClient();
  const navigate = useNavigate();
  const models = useModels();
  const [picked, setPicked] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const model = modelToAsk(models.data ?? [], [picked]);
  usePageTitle(t('chat.newTitle'));

  const begin = useMutation({
    mutationFn: async (text: string) => ({ text, session: await api.createSession() }),
    onSuccess: ({ text, session }) => {
      client.setQueryData(['session', session.id], session);
      client.setQueryData(['turns', session.id], []);
      void client.invalidateQueries({ queryKey: ['sessions'] });
      answers.start(session.id, { text, parentId: ROOT, model: model?.id }, []);
      return navigate({ to: '/sessions/$sessionId', params: { sessionId: session.id } });
    },
    onError: (_error, text) => {
      keepDraft(PLACE, text);
      setAttempt((count) => count + 1);
    },
  });

  return (
    <div className="chat">
      <div className="turns welcome">
        <h1>{t('chat.welcome')}</h1>
        <Box color="text-body-secondary">{t('chat.welcomeHint')}</Box>
        {begin.error && <FailureAlert error={begin.error} />}
      </div>
      <div className="chat-end">
        <Composer
          key={attempt}
          place={PLACE}
          running={false}
          busy={begin.isPending}
          onSend={(text) => begin.mutate(text)}
          onStop={() => undefined}
          actions={
            <>
              <ModelPicker selected={model} disabled={begin.isPending} onPick={setPicked} />
              <NoticeBadge model={model} />
            </>
          }
        />
      </div>
    </div>
  );
}
