// What the service says about a session while somebody listens; nothing is kept.
export class Channels {
  listeners = new Map();

  listen(sessionId, response, cors) {
    const all = this.listeners.get(sessionId) ?? new Set();
    this.listeners.set(sessionId, all.add(response));
    response.writeHead(200, { ...cors, 'Content-Type': 'text/event-stream' });
    response.write(': \n\n');
    response.on('close', () => all.delete(response));
  }

  say(sessionId, data) {
    const message = { channel: `session:${sessionId}`, data, from: 'ana', at: new Date().toISOString() };
    this.listeners.get(sessionId)?.forEach((response) => response.write(`data: ${JSON.stringify(message)}\n\n`));
  }
}
