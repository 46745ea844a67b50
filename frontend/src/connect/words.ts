import { useTranslation } from 'react-i18next';

/** The words of this page alone: they come with it, not with the first paint. */
export const words = {
  en: {
    title: 'Connect your app',
    intro: 'The same models answer your own programs, by the API that their SDK already speaks. Each snippet asks for one answer.',
    token: 'Access token',
    tokenFrom: 'Your app gets its access tokens from this issuer, by OpenID Connect:',
    tokenOnLaptop: 'On a laptop, this prints one:',
    tokenAbsent: 'The snippets say {{placeHolder}} where the token goes.',
    tokenInserted: 'Your own token is in the snippets until you leave this page. Who has it can act as you until it expires: do not share it.',
    tokenNone: 'You hold no token at the moment. Sign in again, or put one from the issuer in its place.',
    insert: 'Insert my token',
    remove: 'Take my token out',
    snippets: 'Snippets',
    copy: 'Copy {{name}}',
    addresses: 'Base URLs',
    contracts: 'Contracts',
    contractsHint: 'Read by machines and people; needed for generated clients.',
    newTab: '(opens in a new tab)',
  },
  'pt-BR': {
    title: 'Conecte seu aplicativo',
    intro: 'Os mesmos modelos respondem aos seus programas, pela API que o SDK deles já fala. Cada exemplo pede uma resposta.',
    token: 'Token de acesso',
    tokenFrom: 'Seu aplicativo obtém os tokens de acesso deste emissor, por OpenID Connect:',
    tokenOnLaptop: 'Em um laptop, isto imprime um:',
    tokenAbsent: 'Os exemplos dizem {{placeHolder}} onde vai o token.',
    tokenInserted: 'Seu próprio token está nos exemplos até você sair desta página. Quem o tiver pode agir como você até ele expirar: não o compartilhe.',
    tokenNone: 'Você não tem um token no momento. Entre de novo ou coloque um do emissor no lugar dele.',
    insert: 'Inserir meu token',
    remove: 'Retirar meu token',
    snippets: 'Exemplos',
    copy: 'Copiar {{name}}',
    addresses: 'URLs base',
    contracts: 'Contratos',
    contractsHint: 'Lidos por máquinas e pessoas; necessários para clientes gerados.',
    newTab: '(abre em uma nova aba)',
  },
} as const;

export type ConnectWords = Readonly<Record<keyof (typeof words)['en'], string>>;

export function useConnectWords(): ConnectWords {
  const { i18n } = useTranslation();
  return i18n.language === 'pt-BR' ? words['pt-BR'] : words.en;
}

export const withValue = (text: string, value: string) => text.replace(/\{\{\w+\}\}/, () => value);
