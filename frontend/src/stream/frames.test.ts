import { describe, expect, it, vi } from 'vitest';
import type { Frame, RunEvent } from './events';
import { BrokenStream, Cut, Detached } from './breaks';
import { readFrames, readMessages } from './frames';

const GOLDEN = import.meta.glob<RunEvent>('../../../contracts/src/test/resources/golden/event-*.json', {
  eager: true,
  import: 'default',
});

const encoder = new TextEncoder();

function bodyOf(chunks: Iterable<Uint8Array>, onCancel?: () => void): ReadableStream<Uint8Array> {
  const left = chunks[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const next = left.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: onCancel,
  });
}

async function framesOf(...chunks: (string | Uint8Array)[]): Promise<Frame[]> {
  const bytes = chunks.map((chunk) => (typeof chunk === 'string' ? encoder.encode(chunk) : chunk));
  const frames: Frame[] = [];
  for await (const frame of readFrames(bodyOf(bytes))) frames.push(frame);
  return frames;
}

const message = (offset: number, event: RunEvent) => `id: ${offset}\ndata: ${JSON.stringify(event)}\n\n`;
const delta = (text: string): RunEvent => ({ type: 'text-delta', text });

describe('a stream of events', () => {
  it('is read with its offsets, in order', async () => {
    expect(await framesOf(message(1, delta('a')), message(2, delta('b')))).toEqual([
      { offset: 1, event: delta('a') },
      { offset: 2, event: delta('b') },
    ]);
  });

  it('is the same wherever its bytes are cut, in the middle of a character too', async () => {
    const stream = encoder.encode(message(1, delta('ação 日本語 😀')) + ': \n\n' + message(2, { type: 'cancelled', by: 'caller' }));
    const whole = await framesOf(stream);
    expect(whole).toHaveLength(2);
    for (let cut = 1; cut < stream.length; cut++) {
      expect(await framesOf(stream.subarray(0, cut), stream.subarray(cut))).toEqual(whole);
    }
    expect(await framesOf(...Array.from(stream, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('may end its lines as any server does', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const stream = message(1, delta('a')) + message(2, delta('b')) + ': \n';
      expect(await framesOf(stream.replaceAll('\n', end))).toHaveLength(2);
    }
  });

  it('skips heartbeats and fields it does not know', async () => {
    const stream = `: \n\n:ping\n\nretry: 500\n\nfuture: 1\n${message(1, delta('a'))}: \n\n`;
    expect(await framesOf(stream)).toEqual([{ offset: 1, event: delta('a') }]);
  });

  it('ends without its unfinished last message', async () => {
    expect(await framesOf(message(1, delta('a')), 'id: 2\ndata: {"type":"text-')).toHaveLength(1);
  });

  it('reads every event that the contract has an example of', async () => {
    const events = Object.values(GOLDEN);
    expect(events.length).toBeGreaterThan(10);
    const frames = await framesOf(events.map((event, index) => message(index + 1, event)).join(''));
    expect(frames.map(({ event }) => event)).toEqual(events);
  });

  it('hangs up when its reader has had enough', async () => {
    let cancelled = false;
    function* endless() {
      for (let offset = 1; ; offset++) yield encoder.encode(message(offset, delta('a')));
    }
    for await (const { offset } of readFrames(bodyOf(endless(), () => (cancelled = true)))) if (offset === 3) break;
    await vi.waitFor(() => expect(cancelled).toBe(true));
  });
});

describe('a broken stream', () => {
  it('is refused when an event has no number, or none that counts from 1', async () => {
    const data = `data: ${JSON.stringify(delta('a'))}\n\n`;
    for (const id of ['', 'id: 0\n', 'id: -1\n', 'id: 1.5\n', 'id: one\n', 'id: 99999999999999999999\n']) {
      await expect(framesOf(id + data), id).rejects.toThrow(BrokenStream);
    }
  });

  it('is refused when an event is not JSON', async () => {
    await expect(framesOf('id: 1\ndata: {"type":\n\n')).rejects.toThrow('event 1 is not JSON');
    await expect(framesOf('id: 1\ndata: <html>\n\n')).rejects.toThrow(BrokenStream);
  });

  it('is refused when an event has no type', async () => {
    for (const data of ['{}', '[]']) {
      await expect(framesOf(`id: 3\ndata: ${data}\n\n`), data).rejects.toThrow('event 3 has no type');
    }
  });

  it('is refused when an event is no object', async () => {
    for (const data of ['null', '"text-delta"', '7']) {
      await expect(framesOf(`id: 3\ndata: ${data}\n\n`), data).rejects.toThrow('event 3 is not an object');
    }
  });

  it('gives what came before the break', async () => {
    const seen: number[] = [];
    const stream = bodyOf([encoder.encode(message(1, delta('a'))), encoder.encode('id: 2\ndata: oops\n\n')]);
    await expect(async () => {
      for await (const { offset } of readFrames(stream)) seen.push(offset);
    }).rejects.toThrow(BrokenStream);
    expect(seen).toEqual([1]);
  });

  it('is refused when one frame would fill the tab', async () => {
    function* flood() {
      yield encoder.encode('id: 1\ndata: {"type":"text-delta","text":"');
      for (let sent = 0; sent < 10_000_000; sent += 100_000) yield encoder.encode('x'.repeat(100_000));
    }
    let pulled = 0;
    const counted = function* () {
      for (const chunk of flood()) {
        pulled += chunk.length;
        yield chunk;
      }
    };
    await expect(readFrames(bodyOf(counted())).next()).rejects.toThrow(BrokenStream);
    expect(pulled).toBeLessThan(6_000_000);
  });
});

describe('a connection that ends early', () => {
  const problem = { type: '/problems/token-expired', title: 'The token has expired', status: 401 };

  it('is told from the stream that it carried', async () => {
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new TypeError('network error')) });
    await expect(readFrames(body).next()).rejects.toThrow(Cut);
  });

  it('says why when the server ended it', async () => {
    const stream = `${message(1, delta('a'))}event: detached\ndata: ${JSON.stringify({ type: 'detached', problem, after: 1 })}\n\n`;
    const frames = readFrames(bodyOf([encoder.encode(stream)]));
    expect((await frames.next()).value).toEqual({ offset: 1, event: delta('a') });
    const error: unknown = await frames.next().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Detached);
    expect((error as Detached).problem).toEqual(problem);
  });

  it('has to say why in the form that the contract has', async () => {
    for (const data of ['{}', 'bye']) await expect(framesOf(`event: detached\ndata: ${data}\n\n`), data).rejects.toThrow(BrokenStream);
  });

  it('is found out by its silence', async () => {
    const body = new ReadableStream<Uint8Array>();
    await expect(readMessages(body, 20).next()).rejects.toThrow('silent for 20 ms');
  });

  it('is not taken for silent while heartbeats come', async () => {
    let beats = 0;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        controller.enqueue(encoder.encode(++beats < 20 ? ': \n\n' : message(1, delta('late'))));
      },
    });
    expect((await readMessages(body, 100).next()).value).toMatchObject({ id: '1' });
  });
});
