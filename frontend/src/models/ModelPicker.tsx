import { useTranslation } from 'react-i18next';
import Badge from '@cloudscape-design/components/badge';
import Select from '@cloudscape-design/components/select';
import { en } from '../words/en';
import { useModels } from './useModels';
import type { Model } from '../api/types';

interface Props {
  selected: Model | undefined;
  disabled: boolean;
  onPick: (id: string) => void;
}

export function ModelPicker({ selected, disabled, onPick }: Props) {
  const { t } = useTranslation();
  const models = useModels();
  const notice = useNotice();
  if (models.isError) return <span className="hint">{t('models.unavailable')}</span>;
  return (
    <Select
      ariaLabel={t('models.label')}
      placeholder={models.isPending ? t('models.loading') : t('models.choose')}
      statusType={models.isPending ? 'loading' : 'finished'}
      loadingText={t('models.loading')}
      disabled={disabled}
      expandToViewport
      selectedOption={selected ? { value: selected.id, label: selected.name } : null}
      options={(models.data ?? []).map((model) => ({
        value: model.id,
        label: model.name,
        description: model.notice && notice(model.notice),
        labelTag: model.standard ? t('models.standard') : undefined,
      }))}
      onChange={({ detail }) => detail.selectedOption.value !== undefined && onPick(detail.selectedOption.value)}
    />
  );
}

/** The sentence that must stand beside a model's name wherever its answers are shown. */
export function NoticeBadge({ model }: { model: Model | undefined }) {
  const notice = useNotice();
  return model?.notice === undefined ? null : <Badge color="severity-medium">{notice(model.notice)}</Badge>;
}

function useNotice() {
  const { t } = useTranslation();
  return (notice: string) => (Object.hasOwn(en.notices, notice) ? t(`notices.${notice as keyof typeof en.notices}`) : notice);
}
