import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, beforeEach, test } from 'node:test';
import { codeHook } from './fulfilment.mjs';

const EVENT = {
  messageVersion: '1.0',
  invocationSource: 'FulfillmentCodeHook',
  inputMode: 'Text',
  sessionId: '123456789012345',
  inputTranscript: 'What is a lease?',
  bot: { id: 'B1', aliasId: 'A1', localeId: 'pt_BR' },
  sessionState: {
    sessionAttributes: { own: 'kept' },
    activeContexts: [],
    intent: { name: 'FallbackIntent', slots: {}, state: 'ReadyForFulfillment', confirmationState: 'None' },
  },
  requestAttributes: { channel: 'web' },
};
const ANSWER = { sessionState: { dialogAction: { type: 'Close' } }, messages: [] };

let seen = [];
let answers = {};

/** The issuer, the secrets extension and Triade, by their paths. */
const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  const path = request.url.split('?')[0];
  seen.push({ path, url: request.url, headers: request.headers, body });
  const next = answers[path].length > 1 ? answers[path].shift() : answers[path][0];
  if (next === 'silence') return;
  response.writeHead(next.status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(next.body));
});
await new Promise((ready) => server.listen(0, 'localhost', ready));
const base = `http://localhost:${server.address().port}`;
const env = { TRIADE_URL: base + '/', TOKEN_URL: base + '/token', CLIENT_ID: 'bot', CLIENT_SECRET: 's:1' };

after(() => server.closeAllConnections() ?? server.close());
beforeEach(() => {
  seen = [];
  answers = {
    '/token': [{ status: 200, body: { access_token: 't1', expires_in: 600 } }],
    '/lex/v2/fulfilment': [{ status: 200, body: ANSWER }],
    '/secretsmanager/get': [{ status: 200, body: { SecretString: 'from-the-manager' } }],
  };
});

const paths = () => seen.map((request) => request.path);
const left = (millis) => ({ getRemainingTimeInMillis: () => millis });

test('takes the event there and the answer back, with one token for many events', async () => {
  const hook = codeHook(env);

  assert.deepEqual(await hook(EVENT, left(10_000)), ANSWER);
  assert.deepEqual(await hook(EVENT, left(10_000)), ANSWER);

  assert.deepEqual(paths(), ['/token', '/lex/v2/fulfilment', '/lex/v2/fulfilment']);
  assert.equal(seen[0].headers.authorization, `Basic ${Buffer.from('bot:s%3A1').toString('base64')}`);
  assert.equal(seen[0].body, 'grant_type=client_credentials');
  assert.equal(seen[1].headers.authorization, 'Bearer t1');
  assert.deepEqual(JSON.parse(seen[1].body), EVENT);
  const waits = Number(seen[1].headers['x-timeout-ms']);
  assert.ok(waits > 7_000 && waits <= 8_500, `waits ${waits} ms`);
});

test('gets another token before the one it has expires', async () => {
  answers['/token'] = [{ status: 200, body: { access_token: 't1', expires_in: 20 } }];
  const hook = codeHook(env);

  await hook(EVENT, left(10_000));
  await hook(EVENT, left(10_000));

  assert.equal(paths().filter((path) => path === '/token').length, 2);
});

test('renews a token that is refused once, and no more', async () => {
  answers['/lex/v2/fulfilment'] = [{ status: 401, body: { type: '/problems/token-expired', title: 'The token has expired' } }];

  const answer = await codeHook(env)(EVENT, left(10_000));

  assert.deepEqual(paths(), ['/token', '/lex/v2/fulfilment', '/token', '/lex/v2/fulfilment']);
  assert.equal(answer.sessionState.intent.state, 'Failed');
});

test('reads the secret from the manager where it is named by its ARN', async () => {
  const { CLIENT_SECRET: _, ...rest } = env;
  const arn = 'arn:aws:secretsmanager:us-east-1:1:secret:x';
  const port = String(server.address().port);

  await codeHook({ ...rest, CLIENT_SECRET_ARN: arn, PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: port, AWS_SESSION_TOKEN: 'st' })(EVENT);

  assert.equal(seen[0].url, '/secretsmanager/get?secretId=' + encodeURIComponent(arn));
  assert.equal(seen[0].headers['x-aws-parameters-secrets-token'], 'st');
  assert.equal(seen[1].headers.authorization, `Basic ${Buffer.from('bot:from-the-manager').toString('base64')}`);
});

test('says that the work goes on when its own time is nearly over, and touches nothing', async () => {
  answers['/lex/v2/fulfilment'] = ['silence'];
  const began = Date.now();

  const answer = await codeHook(env)(EVENT, left(1_900));

  assert.ok(Date.now() - began < 1_500);
  assert.equal(answer.sessionState.dialogAction.type, 'ElicitIntent');
  assert.equal(answer.sessionState.intent.state, 'InProgress');
  assert.deepEqual(answer.sessionState.sessionAttributes, { own: 'kept' });
  assert.match(answer.messages[0].content, /^Ainda/);
  assert.deepEqual(answer.requestAttributes, { channel: 'web' });
});

test('answers as failed what Triade refuses, and says why in an attribute', async () => {
  answers['/lex/v2/fulfilment'] = [
    { status: 422, body: { type: '/problems/invalid-field', title: 'A field is invalid', status: 422, detail: '/sessionId is required.' } },
  ];

  const answer = await codeHook(env)(EVENT, left(10_000));

  assert.equal(answer.sessionState.dialogAction.type, 'Close');
  assert.equal(answer.sessionState.intent.state, 'Failed');
  assert.equal(answer.sessionState.sessionAttributes.own, 'kept');
  assert.equal(JSON.parse(answer.sessionState.sessionAttributes['triade-problem']).type, '/problems/invalid-field');
});

test('answers as failed where nobody listens, where there is no token, and where a setting is missing', async () => {
  const nobody = await codeHook({ ...env, TRIADE_URL: 'http://localhost:1' })(EVENT);
  answers['/token'] = [{ status: 400, body: { error: 'invalid_client' } }];
  const noToken = await codeHook(env)(EVENT);
  const unset = await codeHook({})(EVENT);

  for (const answer of [nobody, noToken, unset]) assert.equal(answer.sessionState.intent.state, 'Failed');
});

test('throws at what is no event of Lex', async () => {
  await assert.rejects(codeHook(env)({ hello: 1 }), TypeError);
});
