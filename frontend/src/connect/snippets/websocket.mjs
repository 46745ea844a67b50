// npm install ws
import WebSocket from 'ws';

const socket = new WebSocket('{{SOCKET_URL}}/v1/realtime', 'triade.v1', {
  headers: { Authorization: 'Bearer {{TOKEN}}' },
});
const run = { model: '{{MODEL}}', messages: [{ role: 'user', content: [{ type: 'text', text: 'Say hello' }] }] };

socket.on('message', (data) => {
  const said = JSON.parse(data);
  if (said.type === 'ready') socket.send(JSON.stringify({ type: 'start', ref: 'answer', run }));
  if (said.type === 'event') process.stdout.write(said.event.text ?? '');
  if (said.type === 'error') console.error(said.problem);
  if (said.type === 'ended' || said.type === 'error') socket.close();
});
socket.on('close', () => process.stdout.write('\n'));
