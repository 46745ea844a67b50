import { describe, expect, it } from 'vitest';
import { newTrace } from './trace';

describe('a trace', () => {
  it('is a sampled W3C traceparent with its own id', () => {
    const { id, header } = newTrace();
    expect(header).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(header.slice(3, 35)).toBe(id);
  });

  it('is another one for every request', () => {
    expect(new Set(Array.from({ length: 500 }, () => newTrace().id)).size).toBe(500);
  });
});
