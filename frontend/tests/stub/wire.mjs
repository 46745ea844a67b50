// One WebSocket (RFC 6455) of the stub, text messages only; what they mean is for its kinds to say.
import { createHash } from 'node:crypto';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export function accept(request, socket, protocol) {
  const key = createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: ${protocol}\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`);
}

export class Wire {
  /** How to leave what is followed here, by the client's names. */
  live = new Map();

  constructor(state, socket) {
    this.state = state;
    this.socket = socket;
    let left = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      left = this.#frames(Buffer.concat([left, chunk]));
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      state.sockets.delete(this);
      this.live.forEach((leave) => leave());
    });
  }

  say(message) {
    this.#write(0x81, Buffer.from(JSON.stringify(message)));
  }

  close(code) {
    this.#write(0x88, Buffer.from([code >> 8, code & 255]));
    this.socket.end();
  }

  #write(first, data) {
    const length = data.length < 126 ? Buffer.from([data.length]) : Buffer.from([126, data.length >> 8, data.length & 255]);
    if (!this.socket.destroyed) this.socket.write(Buffer.concat([Buffer.from([first]), length, data]));
  }

  /** Reads the frames that are complete. @returns the bytes that are left */
  #frames(bytes) {
    while (bytes.length >= 6) {
      const short = bytes[1] & 127;
      const head = short === 126 ? 4 : 2;
      const length = short === 126 ? bytes.readUInt16BE(2) : short;
      if (bytes.length < head + 4 + length) break;
      const mask = bytes.subarray(head, head + 4);
      const data = bytes.subarray(head + 4, head + 4 + length).map((byte, at) => byte ^ mask[at % 4]);
      if ((bytes[0] & 15) === 8) this.socket.end();
      else if ((bytes[0] & 15) === 1) this.told(JSON.parse(Buffer.from(data).toString()));
      bytes = bytes.subarray(head + 4 + length);
    }
    return bytes;
  }
}
