import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Avatar from '@cloudscape-design/chat-components/avatar';
import ChatBubble from '@cloudscape-design/chat-components/chat-bubble';
import { retryable } from '../api/failure';
import type { Model } from '../api/types';
import { Markdown } from '../markdown/Markdown';
import { NoticeBadge } from '../models/ModelPicker';
import { CopyButton } from '../ui/CopyButton';
import { FailureAlert } from '../ui/FailureAlert';
import { clock } from '../ui/time';
import { BranchSwitcher } from './BranchSwitcher';
import type { Step } from './branches';
import type { ShownTurn } from './shownTurn';

interface Props {
  step: Step<ShownTurn>;
  model: Model | undefined;
  last: boolean;
  busy: boolean;
  onRetry: () => void;
  onChoose: (parentId: string, id: string) => void;
}

/** One question and its answer. */
export const TurnView = memo(function TurnView(props: Props) {
  const { turn } = props.step;
  const { t, i18n } = useTranslation();
  const time = clock(new Date(turn.createdAt), i18n.language);
  const name = props.model?.name ?? turn.model ?? t('chat.answer');
  const writing = turn.state === 'waiting' || turn.state === 'running';

  return (
    <article className="turn" data-turn={turn.id} data-state={turn.state}>
      <ChatBubble
        type="outgoing"
        ariaLabel={t('chat.yourMessage', { time })}
        avatar={<Avatar ariaLabel={t('chat.you')} iconName="user-profile" />}
      >
        <div className="question">{turn.input}</div>
      </ChatBubble>
      <ChatBubble
        type="incoming"
        ariaLabel={t('chat.answerOf', { model: name, time })}
        showLoadingBar={writing && turn.live}
        avatar={<Avatar ariaLabel={name} color="gen-ai" iconName="gen-ai" loading={writing && turn.live} />}
      >
        <div className="answer-head">
          <h2>{name}</h2> <NoticeBadge model={props.model} />
        </div>
        {turn.interruptions > 0 && <StatusIndicator type="info">{t('chat.interrupted')}</StatusIndicator>}
        {turn.reasoning !== '' && (
          <ExpandableSection headerText={t('chat.reasoning')}>
            <div className="question">{turn.reasoning}</div>
          </ExpandableSection>
        )}
        <div data-answer>{turn.output !== '' && <Markdown text={turn.output} />}</div>
        <Outcome turn={turn} onRetry={props.last && !props.busy ? props.onRetry : undefined} />
        <AnswerFoot {...props} writing={writing} />
      </ChatBubble>
    </article>
  );
});

function Outcome({ turn, onRetry }: { turn: ShownTurn; onRetry: (() => void) | undefined }) {
  const { t } = useTranslation();
  const reason = useStopReason(turn);
  switch (turn.state) {
    case 'waiting':
      return <Box color="text-body-secondary">{t('chat.thinking')}</Box>;
    case 'running':
      if (!turn.live) return <StatusIndicator type="in-progress">{t('chat.stillRunning')}</StatusIndicator>;
      return turn.output === '' ? <Box color="text-body-secondary">{t('chat.thinking')}</Box> : null;
    case 'cancelled':
      return (
        <StatusIndicator type="stopped">{t(turn.output === '' ? 'chat.stoppedEmpty' : 'chat.stopped')}</StatusIndicator>
      );
    case 'failed':
      return turn.failure ? <FailureAlert error={turn.failure} onRetry={onRetry} /> : null;
    case 'succeeded':
      return reason === undefined ? null : <StatusIndicator type="info">{reason}</StatusIndicator>;
  }
}

/** A failure that may pass has its own button, with the wait that the service asked for. */
const offersRetry = ({ state, failure }: ShownTurn) => state === 'failed' && failure !== undefined && retryable(failure);

function useStopReason({ output, stopReason }: ShownTurn): string | undefined {
  const { t } = useTranslation();
  if (stopReason === 'max_tokens') return t('chat.maxTokens');
  if (stopReason === 'content_filtered') return t('chat.filtered');
  if (stopReason === 'guardrail_intervened') return t('chat.guardrail');
  if (stopReason === 'model_context_window_exceeded') return t('chat.windowExceeded');
  return output === '' ? t('chat.emptyAnswer') : undefined;
}

function AnswerFoot({ step, last, busy, writing, onRetry, onChoose }: Props & { writing: boolean }) {
  const { turn } = step;
  const { t, i18n } = useTranslation();
  const count = (tokens: number) => new Intl.NumberFormat(i18n.language).format(tokens);
  if (writing && step.versions.length < 2) return null;
  return (
    <div className="answer-foot">
      <BranchSwitcher step={step} disabled={busy} onChoose={onChoose} />
      {!writing && turn.output !== '' && <CopyButton text={turn.output} label={t('chat.copyAnswer')} />}
      {!writing && last && !offersRetry(turn) && (
        <Button
          variant="inline-icon"
          iconName="refresh"
          ariaLabel={t('chat.tryAgain')}
          disabled={busy}
          onClick={onRetry}
        />
      )}
      {turn.usage && (
        <span className="usage">
          {t(turn.usageEstimated ? 'chat.usageEstimated' : 'chat.usage', {
            input: count(turn.usage.inputTokens),
            output: count(turn.usage.outputTokens),
          })}
        </span>
      )}
    </div>
  );
}
