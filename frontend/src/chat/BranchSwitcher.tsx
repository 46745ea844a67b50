import { useTranslation } from 'react-i18next';
import Button from '@cloudscape-design/components/button';
import type { Step } from './branches';
import type { ShownTurn } from './shownTurn';

interface Props {
  step: Step<ShownTurn>;
  disabled: boolean;
  onChoose: (parentId: string, id: string) => void;
}

/** `‹ 2/3 ›`: which version of this turn is shown. */
export function BranchSwitcher({ step: { turn, versions, index }, disabled, onChoose }: Props) {
  const { t } = useTranslation();
  if (versions.length < 2) return null;
  const go = (to: number) => {
    const id = versions[to];
    if (id !== undefined) onChoose(turn.parentId, id);
  };
  return (
    <span className="branches" role="group" aria-label={t('chat.branches')}>
      <Button
        variant="inline-icon"
        iconName="angle-left"
        ariaLabel={t('chat.previousBranch')}
        disabled={disabled || index === 0}
        onClick={() => go(index - 1)}
      />
      <span aria-hidden="true">{`${index + 1}/${versions.length}`}</span>
      <span className="visually-hidden">{t('chat.branch', { index: index + 1, count: versions.length })}</span>
      <Button
        variant="inline-icon"
        iconName="angle-right"
        ariaLabel={t('chat.nextBranch')}
        disabled={disabled || index === versions.length - 1}
        onClick={() => go(index + 1)}
      />
    </span>
  );
}
