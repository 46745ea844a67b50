import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import PromptInput, { type PromptInputProps } from '@cloudscape-design/components/prompt-input';
import { draftOf, keepDraft } from './drafts';

export const MAX_MESSAGE_CHARACTERS = 32_000;

interface Props {
  /** Which conversation's draft this is. */
  place: string;
  running: boolean;
  busy: boolean;
  stopping?: boolean;
  status?: ReactNode;
  actions: ReactNode;
  onSend: (text: string) => void;
  onStop: () => void;
}

/** Where the next message is written. While an answer runs its button stops that answer; the draft stays. */
export function Composer({ place, running, busy, stopping = false, status, actions, onSend, onStop }: Props) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState(() => draftOf(place));
  const input = useRef<PromptInputProps.Ref>(null);
  const tooLong = text.length > MAX_MESSAGE_CHARACTERS;
  const sendable = !running && !busy && !tooLong && text.trim() !== '';

  useEffect(() => input.current?.focus(), []);

  const change = (value: string) => {
    setText(value);
    keepDraft(place, value);
  };
  const send = () => {
    if (!sendable) return;
    change('');
    onSend(text);
  };
  const stop = () => {
    onStop();
    input.current?.focus();
  };
  const count = (characters: number) => new Intl.NumberFormat(i18n.language).format(characters);

  return (
    <div className="composer" data-composer>
      <FormField
        stretch
        errorText={
          tooLong &&
          t('chat.tooLong', { count: count(text.length) as unknown as number, max: count(MAX_MESSAGE_CHARACTERS) })
        }
      >
        <PromptInput
          ref={input}
          value={text}
          minRows={1}
          maxRows={8}
          ariaLabel={t('chat.message')}
          placeholder={t('chat.placeholder')}
          invalid={tooLong}
          customPrimaryAction={
            running ? (
              <Button
                variant="icon"
                iconName="stop-circle"
                ariaLabel={t('chat.stop')}
                loading={stopping}
                onClick={stop}
              />
            ) : (
              <Button
                variant="icon"
                iconName="send"
                ariaLabel={t('chat.send')}
                disabled={!sendable}
                loading={busy}
                onClick={send}
              />
            )
          }
          secondaryActions={<div className="composer-actions">{actions}</div>}
          onChange={({ detail }) => change(detail.value)}
          onAction={send}
        />
      </FormField>
      <div className="composer-foot">
        <div className="composer-hint hint">{t(hintOf(running, stopping))}</div>
        {status}
      </div>
    </div>
  );
}

function hintOf(running: boolean, stopping: boolean) {
  if (!running) return 'chat.hint';
  return stopping ? 'chat.hintStopping' : 'chat.hintRunning';
}
