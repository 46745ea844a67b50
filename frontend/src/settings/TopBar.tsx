import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '@tanstack/react-router';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Icon from '@cloudscape-design/components/icon';
import { LANGUAGES } from '../words';
import { chooseTransport, TRANSPORTS, useChosenTransport, type TransportName } from './transport';
import { chooseTheme, storedTheme, type Theme } from './theme';

interface Props {
  userName: string;
  listOpen: boolean;
  onList: () => void;
  onHelp: () => void;
  onSignOut: () => void;
}

/** Not Cloudscape's TopNavigation: that one holds every menu twice (wide and narrow), at a tenth of the page's budget. */
export function TopBar({ userName, listOpen, onList, onHelp, onSignOut }: Props) {
  const { t, i18n } = useTranslation();
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const themes: [Theme, string][] = [
    ['system', t('settings.themeSystem')],
    ['light', t('settings.themeLight')],
    ['dark', t('settings.themeDark')],
  ];
  const chosen = useChosenTransport();
  const transports = TRANSPORTS.map((id) => ({
    id,
    text: t(`settings.transports.${id}`),
    itemType: 'checkbox' as const,
    checked: id === chosen,
  }));
  return (
    <header id="top-bar">
      <div className="top-start">
        <Button
          variant="icon"
          iconName="menu"
          ariaLabel={listOpen ? t('app.closeNavigation') : t('app.openNavigation')}
          ariaExpanded={listOpen}
          onClick={onList}
        />
        <Link to="/" className="brand">
          <img src="/triade.svg" alt="" width="24" height="24" /> Triade
        </Link>
      </div>
      <div className="top-actions">
        <span className="wide-only">
          <Button variant="icon" iconName="keyboard" ariaLabel={t('settings.help')} onClick={onHelp} />
        </span>
        <Choice
          label={t('settings.theme')}
          icon={<ContrastIcon />}
          options={themes}
          chosen={theme}
          onChoose={(id) => {
            chooseTheme(id as Theme);
            setTheme(id as Theme);
          }}
        />
        <Choice
          label={t('settings.language')}
          icon={<Icon name="globe" />}
          options={Object.entries(LANGUAGES)}
          chosen={i18n.language}
          onChoose={(id) => void i18n.changeLanguage(id)}
        />
        <ButtonDropdown
          variant="normal"
          expandToViewport
          ariaLabel={t('access.signedInAs', { name: userName })}
          items={[
            { text: t('settings.transport'), items: transports },
            { id: 'sign-out', text: t('access.signOut') },
          ]}
          onItemClick={({ detail }) => (detail.id === 'sign-out' ? onSignOut() : chooseTransport(detail.id as TransportName))}
        >
          <span className="user-name">{userName}</span>
        </ButtonDropdown>
      </div>
    </header>
  );
}

interface ChoiceProps {
  label: string;
  icon: ReactNode;
  options: [string, string][];
  chosen: string;
  onChoose: (id: string) => void;
}

function Choice({ label, icon, options, chosen, onChoose }: ChoiceProps) {
  return (
    <ButtonDropdown
      variant="normal"
      expandToViewport
      ariaLabel={label}
      items={options.map(([id, text]) => ({ id, text, itemType: 'checkbox', checked: id === chosen }))}
      onItemClick={({ detail }) => onChoose(detail.id)}
    >
      {icon}
    </ButtonDropdown>
  );
}

function ContrastIcon() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className="contrast-icon">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M8 2a6 6 0 0 1 0 12Z" fill="currentColor" />
    </svg>
  );
}
