import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../api/failure';
import { en } from '../words/en';
import { ptBR } from '../words/pt-BR';
import { failureText } from './failureText';

let english: TFunction;
let portuguese: TFunction;

beforeAll(async () => {
  const words = i18next.createInstance();
  await words.init({ nsSeparator: false, resources: { en: { translation: en }, 'pt-BR': { translation: ptBR } }, lng: 'en' });
  english = words.getFixedT('en');
  portuguese = words.getFixedT('pt-BR');
});

const problem = (slug: string, more: object = {}): Failure => ({
  kind: 'problem',
  problem: { type: `/problems/${slug}`, title: 'As the server says', status: 429, ...more },
});

describe('a failure in words', () => {
  it('has a title and a way out for each kind that is no problem of the API', () => {
    for (const kind of ['offline', 'unreachable', 'signed-out', 'broken-stream'] as const) {
      const { title, detail } = failureText({ kind }, english);
      expect(title).toBe(en.failures[kind]);
      expect(detail).toBe(en.failures[`${kind}Detail`]);
    }
  });

  it('is said in the language of the reader where we know the problem', () => {
    expect(failureText(problem('model-throttled'), english).title).toBe('The model is busy. Wait a moment');
    expect(failureText(problem('model-throttled'), portuguese).title).toBe('O modelo está ocupado. Espere um instante');
  });

  it('is the title of the server where we do not, with the status if there is no detail', () => {
    expect(failureText(problem('brand-new'), english)).toMatchObject({ title: 'As the server says', detail: 'HTTP status 429' });
    expect(failureText(problem('brand-new', { title: '' }), english).title).toBe('That did not work');
  });

  it('is not fooled by a problem that is called like a member of every object', () => {
    expect(failureText(problem('toString'), english).title).toBe('As the server says');
  });

  it('names each invalid field', () => {
    const errors = [{ pointer: '/text', detail: 'must not be blank' }];
    expect(failureText(problem('invalid-field', { errors }), english).fields).toEqual(['/text: must not be blank']);
  });

  it('has the trace id of the failure, else that of the problem', () => {
    expect(failureText({ ...problem('internal', { traceId: 'b' }), traceId: 'a' }, english).traceId).toBe('a');
    expect(failureText(problem('internal', { traceId: 'b' }), english).traceId).toBe('b');
  });
});
