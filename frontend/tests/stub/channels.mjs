// What the service says about a session while somebody listens; nothing is kept.
export class Channels {
  listeners = new Map();

  /** @returns how to leave */
  join(sessionId, hear) {
    const all = this.listeners.get(sessionId) ?? new Set();
    this.listeners.set(sessionId, all.add(hear));
    return () => all.delete(hear);
  }

  stream(sessionId, response, cors) {
    response.writeHead(200, { ...cors, 'Content-Type': 'text/event-stream' });
    response.write(': \n\n');
    response.on('close', this.join(sessionId, (message) => response.write(`data: ${JSON.stringify(message)}\n\n`)));
  }

  say(sessionId, data) {
    const message = { channel: `session:${sessionId}`, data, from: 'ana', at: new Date().toISOString() };
    this.listeners.get(sessionId)?.forEach((hear) => hear(message));
  }
}
