import { beforeEach, describe, expect, it, vi } from 'vitest';
import { draftOf, keepDraft } from './drafts';

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});

describe('a draft', () => {
  it('is kept for its own conversation', () => {
    keepDraft('s_1', 'half a thought');
    expect(draftOf('s_1')).toBe('half a thought');
    expect(draftOf('s_2')).toBe('');
  });

  it('leaves nothing behind once it is empty', () => {
    keepDraft('new', 'a');
    keepDraft('new', '');
    expect(draftOf('new')).toBe('');
    expect(kept.size).toBe(0);
  });
});
