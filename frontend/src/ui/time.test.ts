import { describe, expect, it } from 'vitest';
import { ago, clock } from './time';

const now = new Date('2026-03-10T12:00:00Z');
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe('how long ago', () => {
  it('is now within a minute, and when a clock is wrong', () => {
    expect(ago(before(0), now, 'en')).toBe('now');
    expect(ago(before(59), now, 'en')).toBe('now');
    expect(ago(before(-3600), now, 'en')).toBe('now');
  });

  it('is said in the largest unit that has passed once', () => {
    expect(ago(before(60), now, 'en')).toBe('1 minute ago');
    expect(ago(before(3_599), now, 'en')).toBe('59 minutes ago');
    expect(ago(before(7_200), now, 'en')).toBe('2 hours ago');
    expect(ago(before(86_400), now, 'en')).toBe('yesterday');
    expect(ago(before(15 * 86_400), now, 'en')).toBe('2 weeks ago');
    expect(ago(before(400 * 86_400), now, 'en')).toBe('last year');
  });

  it('is said in the language of the reader', () => {
    expect(ago(before(86_400), now, 'pt-BR')).toBe('ontem');
    expect(ago(before(180), now, 'pt-BR')).toBe('há 3 minutos');
  });
});

describe('the time of day', () => {
  it('is written as the reader writes it', () => {
    const noon = new Date(2026, 2, 10, 14, 5);
    expect(clock(noon, 'en')).toMatch(/^3\/10\/26, 2:05\sPM$/);
    expect(clock(noon, 'pt-BR')).toBe('10/03/2026, 14:05');
  });
});
