import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en';
import { ptBR } from './pt-BR';

export const LANGUAGES = { en: 'English', 'pt-BR': 'Português (Brasil)' } as const;
export type Language = keyof typeof LANGUAGES;

const STORED = 'triade.language';

/** The language the user chose, else the first of the browser's that we speak, else English. */
export function detectLanguage(stored: string | null, preferred: readonly string[]): Language {
  if (stored !== null && Object.hasOwn(LANGUAGES, stored)) return stored as Language;
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'pt') return 'pt-BR';
    if (primary === 'en') return 'en';
  }
  return 'en';
}

export function startWords(): void {
  void i18next.use(initReactI18next).init({
    nsSeparator: false,
    resources: { en: { translation: en }, 'pt-BR': { translation: ptBR } },
    lng: detectLanguage(localStorage.getItem(STORED), navigator.languages),
    fallbackLng: 'en',
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = i18next.language;
  i18next.on('languageChanged', (language) => {
    localStorage.setItem(STORED, language);
    document.documentElement.lang = language;
  });
}
