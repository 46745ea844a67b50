import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { failureOf, retryable, type Failure } from '../api/failure';
import { CopyButton } from './CopyButton';
import { failureText } from './failureText';

interface Props {
  error: Error | Failure;
  onRetry?: () => void;
}

/** What went wrong, what can be done, and the trace id that support will ask for. */
export function FailureAlert({ error, onRetry }: Props) {
  const { t } = useTranslation();
  const failure = 'kind' in error ? error : failureOf(error);
  const { title, detail, fields, traceId } = failureText(failure, t);
  const wait = useCountdown(failure.kind === 'problem' ? failure.retryAfterSeconds : undefined);
  const showDetail = detail !== undefined && detail !== traceId;

  return (
    <Alert
      type="error"
      header={title}
      action={
        onRetry &&
        retryable(failure) && (
          <Button iconName="refresh" disabled={wait > 0} onClick={onRetry}>
            {wait > 0 ? t('chat.tryAgainIn', { seconds: wait }) : t('chat.tryAgain')}
          </Button>
        )
      }
    >
      {showDetail && <div className="failure-detail">{detail}</div>}
      {fields.length > 0 && <ul>{fields.map((field) => <li key={field}>{field}</li>)}</ul>}
      {wait > 0 && !onRetry && <div>{t('failures.retryAfter', { seconds: wait })}</div>}
      {traceId !== undefined && (
        <div className="trace">
          {t('failures.traceId')}: <code>{traceId}</code>
          <CopyButton text={traceId} label={t('failures.copyTraceId')} />
        </div>
      )}
    </Alert>
  );
}

function useCountdown(from: number | undefined): number {
  const [left, setLeft] = useState(from ?? 0);
  useEffect(() => {
    if (from === undefined || from <= 0) return undefined;
    const end = Date.now() + from * 1000;
    const timer = setInterval(() => {
      const now = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      setLeft(now);
      if (now === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [from]);
  return left;
}
