import { describe, expect, it } from 'vitest';
import { FailureError } from '../api/failure';
import { BrokenStream } from './breaks';
import { sseTransport } from './sse';

function answering(body: string | null) {
  const asked: Request[] = [];
  const transport = sseTransport('http://api.test', (request) => {
    asked.push(request);
    return Promise.resolve(new Response(body));
  });
  const heard = { opened: 0 };
  const leave = new AbortController();
  const attachment = { signal: leave.signal, opened: () => heard.opened++ };
  return { asked, transport, attachment, heard, leave };
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('server-sent events', () => {
  it('bring the events of a run after an offset', async () => {
    const { asked, transport, attachment, heard } = answering('id: 8\ndata: {"type":"text-delta","text":"a"}\n\n');
    expect(await all(transport.events('r_1', 7, attachment))).toEqual([{ offset: 8, event: { type: 'text-delta', text: 'a' } }]);
    expect(asked[0]?.url).toBe('http://api.test/v1/runs/r_1/events?after=7');
    expect(asked[0]?.headers.get('Accept')).toBe('text/event-stream');
    expect(heard.opened).toBe(1);
  });

  it('bring the events of a turn that they start', async () => {
    const { asked, transport, attachment } = answering('id: 1\ndata: {"type":"cancelled","by":"caller"}\n\n');
    expect(await all(transport.start('s_1', { text: 'Hi' }, 'key-1', attachment))).toHaveLength(1);
    const [request] = asked;
    expect([request?.method, request?.url]).toEqual(['POST', 'http://api.test/v1/sessions/s_1/turns']);
    expect(await request?.json()).toEqual({ text: 'Hi' });
    expect(request?.headers.get('Idempotency-Key')).toBe('key-1');
  });

  it('bring what is said on a channel', async () => {
    const { asked, transport, attachment } = answering(': \n\ndata: {"channel":"session:s_1","data":{"type":"turn-ended"}}\n\n');
    expect(await all(transport.messages('session:s_1', attachment))).toEqual([{ channel: 'session:s_1', data: { type: 'turn-ended' } }]);
    expect(asked[0]?.url).toBe('http://api.test/v1/channels/session%3As_1/messages');
  });

  it('are refused when they are not what was asked for', async () => {
    const { transport, attachment } = answering('data: hello\n\n');
    await expect(all(transport.messages('session:s_1', attachment))).rejects.toThrow(BrokenStream);
    await expect(all(transport.events('r_1', 0, attachment))).rejects.toThrow(BrokenStream);
  });

  it('are no stream without a body', async () => {
    const { transport, attachment, heard } = answering(null);
    await expect(all(transport.events('r_1', 0, attachment))).rejects.toThrow(FailureError);
    expect(heard.opened).toBe(0);
  });

  it('end with whoever wanted them', () => {
    const { asked, transport, attachment, leave } = answering('');
    void all(transport.events('r_1', 0, attachment));
    leave.abort();
    expect(asked[0]?.signal.aborted).toBe(true);
  });
});
