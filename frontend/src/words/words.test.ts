import { describe, expect, it } from 'vitest';
import { detectLanguage } from '.';
import { en } from './en';
import { ptBR } from './pt-BR';

type Words = { readonly [key: string]: string | Words };

/** Each text by its path; the forms that a language has for a number count as one text. */
function textsOf(words: Words, path = ''): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value !== 'string') {
      textsOf(value, `${path}${key}.`).forEach((forms, at) => texts.set(at, forms));
    } else {
      const at = path + key.replace(/_(zero|one|two|few|many|other)$/, '');
      texts.set(at, [...(texts.get(at) ?? []), value]);
    }
  }
  return texts;
}

const variables = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe('the words', () => {
  const english = textsOf(en);
  const portuguese = textsOf(ptBR);

  it('say the same things in both languages', () => {
    expect([...portuguese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('are never empty', () => {
    for (const [path, forms] of [...english, ...portuguese]) {
      for (const form of forms) expect(form.trim(), path).not.toBe('');
    }
  });

  it('have the same variables in both languages', () => {
    for (const [path, forms] of english) {
      const wanted = variables(forms[0] ?? '');
      for (const form of [...forms, ...(portuguese.get(path) ?? [])]) expect(variables(form), path).toEqual(wanted);
    }
  });

  it('have every form of number that each language needs', () => {
    const formsIn = (words: Words, language: string) => {
      const keys = Object.keys(words.chat as Words).filter((key) => key.startsWith('announceDone_'));
      expect(keys.map((key) => key.replace('announceDone_', '')).sort()).toEqual(
        [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort(),
      );
    };
    formsIn(en, 'en');
    formsIn(ptBR, 'pt-BR');
  });
});

describe('the problems of the API', () => {
  it('are all said in our words', () => {
    const pages = Object.keys(import.meta.glob('../../../docs/problems/*.md'));
    const slugs = pages.map((page) => page.replace(/^.*\/|\.md$/g, ''));
    expect(slugs.length).toBeGreaterThan(20);
    expect(slugs.filter((slug) => !Object.hasOwn(en.problems, slug))).toEqual([]);
  });
});

describe('the language', () => {
  it('is the one that the user chose, if we speak it', () => {
    expect(detectLanguage('pt-BR', ['en'])).toBe('pt-BR');
    expect(detectLanguage('tlh', ['pt'])).toBe('pt-BR');
  });

  it('is else the first of the browser that we speak', () => {
    expect(detectLanguage(null, ['de-DE', 'pt-PT', 'en'])).toBe('pt-BR');
    expect(detectLanguage(null, ['fr', 'EN-gb', 'pt'])).toBe('en');
  });

  it('is else English', () => {
    expect(detectLanguage(null, [])).toBe('en');
    expect(detectLanguage(null, ['ja'])).toBe('en');
  });
});
