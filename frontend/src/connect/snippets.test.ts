import { describe, expect, it } from 'vitest';
import { contracts, doors, filled, NO_MODEL, NO_TOKEN, SNIPPETS } from './snippets';
import { withValue, words } from './words';

const files = Object.keys(import.meta.glob('./snippets/*')).map((path) => path.replace('./snippets/', ''));

describe('the snippets', () => {
  it('are all shown, and nothing else is', () => {
    expect(SNIPPETS.map(({ id }) => id).sort()).toEqual(files.sort());
  });

  it('are of kinds that a judge of system-tests runs', () => {
    expect(files.filter((name) => !/\.(py|mjs|sh)$/.test(name))).toEqual([]);
  });

  it('have this deployment in them, its model and the token, and no place-holder', () => {
    for (const { id, source } of SNIPPETS) {
      const text = filled(source, 'https://triade.example', 'a-model', 'a.b.c');
      expect(text, id).toMatch(/(https|wss):\/\/triade\.example\//);
      expect(text, id).toContain('a-model');
      expect(text, id).toContain('a.b.c');
      expect(text, id).not.toMatch(/\{\{\w+\}\}/);
    }
  });

  it('say where a token or a model goes while there is none', () => {
    for (const { id, source } of SNIPPETS) {
      const text = filled(source, 'https://triade.example');
      expect(text, id).toContain(NO_TOKEN);
      expect(text, id).toContain(NO_MODEL);
    }
  });

  it('take a token with a dollar sign as it is', () => {
    expect(filled('{{TOKEN}}', 'https://triade.example', 'm', "$&$'")).toBe("$&$'");
  });
});

describe('the addresses', () => {
  it('are whole', () => {
    for (const { url } of [...doors('https://triade.example'), ...contracts('https://triade.example')]) {
      expect(new URL(url).host, url).toBe('triade.example');
    }
  });
});

describe('the words of the page', () => {
  it('say the same things in both languages', () => {
    expect(Object.keys(words['pt-BR']).sort()).toEqual(Object.keys(words.en).sort());
    for (const name of Object.keys(words.en) as (keyof typeof words.en)[]) {
      const variables = (text: string) => text.match(/\{\{\w+\}\}/g);
      expect(variables(words['pt-BR'][name]), name).toEqual(variables(words.en[name]));
      expect(words['pt-BR'][name].trim(), name).not.toBe('');
    }
  });

  it('take a value as it is', () => {
    expect(withValue('Copy {{name}}', '$&')).toBe('Copy $&');
  });
});
