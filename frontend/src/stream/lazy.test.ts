import { describe, expect, it } from 'vitest';
import type { Frame } from './events';
import { lazyTransport } from './lazy';
import type { Transport } from './transport';

const frame: Frame = { offset: 1, event: { type: 'text-delta', text: 'a' } };
const attachment = { signal: new AbortController().signal, opened: () => undefined };

function transport(): Transport {
  async function* frames() {
    yield await Promise.resolve(frame);
  }
  return { start: frames, events: frames, messages: () => frames() as unknown as ReturnType<Transport['messages']> };
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('a transport that is loaded when it is used', () => {
  it('is loaded once', async () => {
    let loads = 0;
    const lazy = lazyTransport(() => {
      loads++;
      return Promise.resolve(transport());
    });
    expect(loads).toBe(0);
    expect(await all(lazy.events('r_1', 0, attachment))).toEqual([frame]);
    expect(await all(lazy.start('s_1', { text: 'Hi' }, 'key', attachment))).toEqual([frame]);
    expect(await all(lazy.messages('session:s_1', attachment))).toEqual([frame]);
    expect(loads).toBe(1);
  });

  it('is unreachable while it cannot be loaded, and asked for again the next time', async () => {
    let away = true;
    const lazy = lazyTransport(() => (away ? Promise.reject(new TypeError('no chunk')) : Promise.resolve(transport())));
    await expect(all(lazy.events('r_1', 0, attachment))).rejects.toMatchObject({ failure: { kind: 'unreachable' } });
    away = false;
    expect(await all(lazy.events('r_1', 0, attachment))).toEqual([frame]);
  });
});
