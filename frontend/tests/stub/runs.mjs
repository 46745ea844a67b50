// Runs as the service has them: a log of numbered events that any connection may read from any place.
import { json, problem, problemBody } from './answers.mjs';

const WORD_MILLIS = 15;

export const MARKDOWN = `## Resetting it\n\nHold **the key** for \`5 s\`:\n\n1. Open the lid\n\n2. Press\n   - twice\n\n- [x] done\n- [ ] open\n
\`\`\`java\n/// Says hello.\nrecord Hello(String name) {\n    String text() { return "Hello, " + name + 42; }\n}\n\`\`\`\n
| model | tokens |\n| --- | --- |\n| echo | 12 |\n\n> Quoted.\n\nSee [the manual](https://example.org). <script>alert(1)</script> 'ação' 日本語\n`;

/** What the stub answers to a question; the numbers show a doubled or missing word. */
export function answerTo(text) {
  if (text.includes('#long')) return 'word '.repeat(2000);
  if (text.includes('#markdown')) return MARKDOWN;
  const count = Number(/#count (\d+)/.exec(text)?.[1] ?? 0);
  return count > 0 ? Array.from({ length: count }, (_, at) => `${at + 1}`).join(' ') : `You said: ${text}`;
}

class Run {
  events = [];
  readers = new Set();
  stopped = false;
  over = false;
  ended = new Promise((resolve) => (this.end = resolve));

  constructor(session, turn, say) {
    Object.assign(this, { session, turn, say });
  }

  tell(event) {
    this.events.push(event);
    this.readers.forEach((read) => read());
  }

  /** Hands on the log from an offset, for as long as the reader stays. @returns how to leave */
  read(after, take, over) {
    let sent = after;
    const leave = () => this.readers.delete(read);
    const read = () => {
      while (sent < this.events.length && this.readers.has(read)) take(++sent, this.events[sent - 1]);
      if (this.over && leave()) over();
    };
    this.readers.add(read);
    read();
    void this.ended.then(read);
    return leave;
  }

  /** Streams the log; `quirk` may end the connection before the run ends. */
  follow(response, cors, after, quirk = () => false) {
    response.writeHead(200, { ...cors, 'Content-Type': 'text/event-stream' });
    response.write(': \n\n');
    let leave = () => undefined;
    response.on('close', () => leave());
    const take = (offset, event) => {
      response.write(`id: ${offset}\ndata: ${JSON.stringify(event)}\n\n`);
      if (quirk(offset, response)) leave();
    };
    leave = this.read(after, take, () => response.end());
  }
}

export class Runs {
  all = new Map();
  byKey = new Map();

  constructor(state) {
    this.state = state;
  }

  /** Starts a turn and streams it. */
  start(session, request, key, response, cors) {
    const again = this.byKey.has(key);
    const run = this.begin(session, request, key);
    if (again) return run.follow(response, cors, 0);
    if (request.text.includes('#lost-start')) return void setTimeout(() => response.destroy(), 50);
    if (request.text.includes('#pending')) return void run.ended.then(() => run.follow(response, cors, 0));
    run.follow(response, cors, 0, quirkOf(request.text, this.state));
  }

  /** Starts a turn, or finds the one that this key started. */
  begin(session, request, key) {
    if (this.byKey.has(key)) return this.byKey.get(key);
    const { state } = this;
    const id = `r_${String(state.next++).padStart(26, '0')}`;
    const turn = {
      id,
      sessionId: session.id,
      parentId: request.parentId ?? 'root',
      state: 'running',
      input: request.text,
      output: '',
      model: request.model ?? 'local.smollm2-135m-v1',
      createdAt: new Date().toISOString(),
    };
    const run = new Run(session, turn, (type) => state.channels.say(session.id, { type, turnId: id }));
    state.turns.get(session.id).push(turn);
    this.all.set(id, run);
    this.byKey.set(key, run);
    run.say('turn-started');
    void this.#play(run);
    return run;
  }

  async #play(run) {
    const { turn } = run;
    const pending = turn.input.includes('#pending');
    if (!pending) run.tell({ type: 'started', runId: turn.id, sessionId: turn.sessionId, model: turn.model });
    for (const piece of pending ? Array(1000).fill('') : answerTo(turn.input).match(/\S+\s*|\s+/g)) {
      await new Promise((resolve) => setTimeout(resolve, WORD_MILLIS));
      if (run.stopped) break;
      if (turn.input.includes('#broken') && run.events.length > 3) break;
      if (pending) continue;
      turn.output += piece;
      run.tell({ type: 'text-delta', text: piece });
    }
    this.#finish(run);
  }

  #finish(run) {
    const { turn, session } = run;
    turn.finishedAt = session.updatedAt = new Date().toISOString();
    setTimeout(() => (session.title ??= turn.input.slice(0, 40)), 1200);
    if (run.stopped) {
      this.state.cancelled++;
      turn.state = 'cancelled';
      run.tell({ type: 'cancelled', by: 'caller' });
    } else if (turn.input.includes('#broken')) {
      turn.state = 'failed';
      turn.problem = problemBody(502, 'model-failed', 'the provider closed the stream after 3 deltas');
      run.tell({ type: 'failed', problem: turn.problem });
    } else {
      turn.state = 'succeeded';
      turn.stopReason = 'end_turn';
      turn.usage = { inputTokens: 12, outputTokens: turn.output.split(' ').length, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 };
      run.tell({ type: 'usage', usage: turn.usage, estimated: false });
      run.tell({ type: 'completed', stopReason: 'end_turn' });
    }
    run.over = true;
    run.end();
    run.say('turn-ended');
  }

  async handle(method, url, response, cors) {
    const [, , , id, events] = url.pathname.split('/');
    if (id === undefined) {
      const runs = [...this.all.values()].reverse().filter(({ session }) => session.id === url.searchParams.get('sessionId'));
      return json({ items: runs.slice(0, Number(url.searchParams.get('limit') ?? 20)).map(({ turn }) => ({ ...turn, output: '' })) });
    }
    const run = this.all.get(id);
    if (run === undefined) return problem(404, 'not-found', `no run ${id}`);
    if (events === 'events') {
      this.state.attached++;
      return run.follow(response, cors, Number(url.searchParams.get('after') ?? 0));
    }
    if (method === 'DELETE') {
      run.stopped = true;
      await run.ended;
    }
    return json(run.turn);
  }
}

/** Ways in which the first connection of a run may end before the run does. */
function quirkOf(text, state) {
  if (text.includes('#cut')) return (sent, response) => sent > 5 && (response.destroy(), true);
  if (text.includes('#detach')) {
    return (sent, response) => {
      if (sent <= 5) return false;
      state.issuer.tokens.clear();
      const detached = { type: 'detached', problem: problemBody(401, 'token-expired', 'The token has expired'), after: sent };
      response.end(`event: detached\ndata: ${JSON.stringify(detached)}\n\n`);
      return true;
    };
  }
  return undefined;
}
