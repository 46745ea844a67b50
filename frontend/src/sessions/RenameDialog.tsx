import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Session } from '../api/types';
import { FailureAlert } from '../ui/FailureAlert';
import { useAnnounce } from '../ui/announcer';
import { DialogActions } from './DialogActions';
import { useRenameSession } from './useSessions';

const MAX_TITLE_CHARACTERS = 200;

interface Props {
  session: Session;
  onClose: () => void;
}

export default function RenameDialog({ session, onClose }: Props) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const rename = useRenameSession();
  const [title, setTitle] = useState(session.title ?? '');
  const trimmed = title.trim();
  const valid = trimmed !== '' && trimmed.length <= MAX_TITLE_CHARACTERS;

  const save = () => {
    if (!valid || rename.isPending) return;
    rename.mutate({ id: session.id, title: trimmed }, {
      onSuccess: () => {
        announce(t('sessions.renamed'));
        onClose();
      },
    });
  };

  return (
    <Modal
      visible
      header={t('sessions.rename')}
      closeAriaLabel={t('app.close')}
      onDismiss={onClose}
      footer={
        <DialogActions onClose={onClose}>
          <Button variant="primary" loading={rename.isPending} disabled={!valid} onClick={save}>
            {t('sessions.save')}
          </Button>
        </DialogActions>
      }
    >
      <form onSubmit={(event) => { event.preventDefault(); save(); }}>
        <SpaceBetween size="m">
          <FormField
            label={t('sessions.newTitle')}
            errorText={valid || title === '' ? undefined : t('sessions.titleLimit', { max: MAX_TITLE_CHARACTERS })}
          >
            <Input autoFocus value={title} onChange={({ detail }) => setTitle(detail.value)} />
          </FormField>
          {rename.error && <FailureAlert error={rename.error} />}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
