import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../ui/CopyButton';

/** Colouring longer code than this would hold up the page for longer than it helps. */
const MAX_COLOURED_CHARACTERS = 50_000;

interface Props {
  language: string;
  text: string;
  closed: boolean;
}

/** Code with its language and a way to copy it; coloured once it is whole. */
export function CodeBlock({ language, text, closed }: Props) {
  const { t } = useTranslation();
  const label = language === '' ? t('chat.code') : language;
  return (
    <figure className="code-block">
      <figcaption>
        <span>{label}</span>
        <CopyButton text={text} label={t('chat.copyCode')} />
      </figcaption>
      <pre tabIndex={0} role="group" aria-label={label}>
        <code>{useColoured(language, text, closed)}</code>
      </pre>
    </figure>
  );
}

function useColoured(language: string, text: string, closed: boolean): ReactNode {
  const [coloured, setColoured] = useState<{ text: string; node: ReactNode }>();
  useEffect(() => {
    if (!closed || language === '' || text.length > MAX_COLOURED_CHARACTERS) return undefined;
    let wanted = true;
    import('./highlight')
      .then(({ highlight }) => wanted && setColoured({ text, node: highlight(language, text) }))
      .catch(() => undefined);
    return () => void (wanted = false);
  }, [language, text, closed]);
  return coloured?.text === text ? coloured.node : text;
}
