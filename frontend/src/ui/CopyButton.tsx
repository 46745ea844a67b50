import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import Button from '@cloudscape-design/components/button';
import { useAnnounce } from './announcer';

/** Copies a text. Not Cloudscape's CopyToClipboard: that one nests its button in another button's popover. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce(t('chat.copied'));
    } catch {
      announce(t('chat.copyFailed'));
    }
  };

  return (
    <Button
      variant="inline-icon"
      iconName={copied ? 'check' : 'copy'}
      ariaLabel={label}
      onClick={() => void copy()}
    />
  );
}
