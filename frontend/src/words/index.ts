import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en';

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

/** English is always here, as what is said where other words are missing; another language is loaded when it is spoken. */
const others: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (_language, _namespace, callback) => {
    import('./pt-BR').then(({ ptBR }) => callback(null, ptBR), (error: unknown) => callback(String(error), null));
  },
};

export async function startWords(): Promise<void> {
  await i18next.use(others).use(initReactI18next).init({
    nsSeparator: false,
    resources: { en: { translation: en } },
    partialBundledLanguages: true,
    load: 'currentOnly',
    lng: detectLanguage(localStorage.getItem(STORED), navigator.languages),
    fallbackLng: 'en',
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = i18next.language;
  i18next.on('languageChanged', (language) => {
    localStorage.setItem(STORED, language);
    document.documentElement.lang = language;
  });
}
