import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { singleKeysOn, switchSingleKeys } from '../ui/shortcuts';

export default function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [on, setOn] = useState(singleKeysOn);
  const rows: [string, string][] = [
    ['Enter', t('settings.shortcutSend')],
    ['Shift + Enter', t('settings.shortcutLine')],
    ['Esc', t('settings.shortcutStop')],
    ['/', t('settings.shortcutComposer')],
    ['c', t('settings.shortcutNew')],
    ['s', t('settings.shortcutSearch')],
    ['?', t('settings.shortcutHelp')],
  ];
  return (
    <Modal visible header={t('settings.help')} closeAriaLabel={t('app.close')} onDismiss={onClose}>
      <SpaceBetween size="l">
        <table className="shortcuts">
          <thead>
            <tr>
              <th scope="col">{t('settings.keys')}</th>
              <th scope="col">{t('settings.action')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([keys, action]) => (
              <tr key={keys}>
                <td>
                  <kbd>{keys}</kbd>
                </td>
                <td>{action}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <Toggle
          checked={on}
          description={t('settings.singleKeysHint')}
          onChange={({ detail }) => {
            switchSingleKeys(detail.checked);
            setOn(detail.checked);
          }}
        >
          {t('settings.singleKeys')}
        </Toggle>
      </SpaceBetween>
    </Modal>
  );
}
