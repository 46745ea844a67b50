import { useTranslation } from 'react-i18next';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Session } from '../api/types';
import { FailureAlert } from '../ui/FailureAlert';
import { useAnnounce } from '../ui/announcer';
import { DialogActions } from './DialogActions';
import { useDeleteSession } from './useSessions';

interface Props {
  session: Session;
  onClose: () => void;
  onDeleted: () => void;
}

export default function DeleteDialog({ session, onClose, onDeleted }: Props) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const remove = useDeleteSession();
  const confirm = () =>
    remove.mutate(session.id, {
      onSuccess: () => {
        announce(t('sessions.deleted'));
        onClose();
        onDeleted();
      },
    });

  return (
    <Modal
      visible
      header={t('sessions.deleteTitle')}
      closeAriaLabel={t('app.close')}
      onDismiss={onClose}
      footer={
        <DialogActions onClose={onClose}>
          <Button variant="primary" loading={remove.isPending} onClick={confirm}>
            {t('sessions.delete')}
          </Button>
        </DialogActions>
      }
    >
      <SpaceBetween size="m">
        <span>{t('sessions.deleteWarning', { title: session.title ?? t('app.unnamed') })}</span>
        {remove.error && <FailureAlert error={remove.error} />}
      </SpaceBetween>
    </Modal>
  );
}
