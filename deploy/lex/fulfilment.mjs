/**
 * The code hook of an Amazon Lex V2 bot, as a Lambda function without dependencies (Node.js 22): it takes the event to
 * Triade's POST /lex/v2/fulfilment and its answer back. It never fails towards Lex: where Triade cannot be reached in
 * time it answers for it, in the shape that Lex documents.
 */

const MARGIN_MS = 1_500;
const LEX_WAITS_MS = 30_000;
const RENEW_BEFORE_MS = 30_000;

const WORDS = {
  en: {
    stillWorking: 'I am still working on your answer. Ask me again in a moment.',
    failed: 'Sorry, I could not answer that just now. Please try again.',
  },
  pt: {
    stillWorking: 'Ainda estou preparando a resposta. Pergunte de novo em instantes.',
    failed: 'Desculpe, não consegui responder agora. Tente de novo, por favor.',
  },
};

/** A failure that Triade, or the issuer of tokens, explained by a problem (RFC 9457). */
class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `status ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

/** Settings by their environment variables; what is missing stops the function at its first event, by name. */
function settings(env) {
  const missing = ['TRIADE_URL', 'TOKEN_URL', 'CLIENT_ID'].filter((name) => !env[name]);
  if (!env.CLIENT_SECRET && !env.CLIENT_SECRET_ARN) missing.push('CLIENT_SECRET or CLIENT_SECRET_ARN');
  if (missing.length > 0) throw new Error(`not set: ${missing.join(', ')}`);
  return {
    fulfilment: env.TRIADE_URL.replace(/\/+$/, '') + '/lex/v2/fulfilment',
    tokenUrl: env.TOKEN_URL,
    scope: env.TOKEN_SCOPE,
    clientId: env.CLIENT_ID,
    secret: env.CLIENT_SECRET,
    secretArn: env.CLIENT_SECRET_ARN,
    secretsPort: env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT ?? '2773',
    secretsToken: env.AWS_SESSION_TOKEN ?? '',
  };
}

/** A code hook with a memory of its own for the token, which lasts as long as the function's process. */
export function codeHook(env) {
  let remembered;

  async function secret(known, signal) {
    if (known.secret) return known.secret;
    // The AWS Parameters and Secrets extension, a layer that listens on this host alone and caches.
    const answer = await fetch(
      `http://localhost:${known.secretsPort}/secretsmanager/get?secretId=${encodeURIComponent(known.secretArn)}`,
      { headers: { 'X-Aws-Parameters-Secrets-Token': known.secretsToken }, signal },
    );
    if (!answer.ok) throw new Refused(answer.status, { title: 'The client secret cannot be read' });
    return (await answer.json()).SecretString;
  }

  async function token(known, signal) {
    if (remembered && Date.now() < remembered.until) return remembered.token;
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (known.scope) form.set('scope', known.scope);
    const pair = [known.clientId, await secret(known, signal)].map(encodeURIComponent).join(':');
    const answer = await fetch(known.tokenUrl, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: form,
      signal,
    });
    if (!answer.ok) throw new Refused(answer.status, { title: 'The issuer gives no token' });
    const { access_token: given, expires_in: seconds = 60 } = await answer.json();
    remembered = { token: given, until: Date.now() + seconds * 1000 - RENEW_BEFORE_MS };
    return given;
  }

  async function ask(known, event, endsAt, signal) {
    return fetch(known.fulfilment, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await token(known, signal)}`,
        'content-type': 'application/json',
        'x-timeout-ms': String(Math.max(1, endsAt - Date.now())),
      },
      body: JSON.stringify(event),
      signal,
    });
  }

  async function asked(event, endsAt, signal) {
    const known = settings(env);
    let answer = await ask(known, event, endsAt, signal);
    if (answer.status === 401) {
      // A key was changed, or the clock of the issuer runs otherwise: one new token, and no more.
      remembered = undefined;
      await answer.body?.cancel();
      answer = await ask(known, event, endsAt, signal);
    }
    const said = await answer.json().catch(() => ({ title: 'The answer is no JSON' }));
    if (!answer.ok) throw new Refused(answer.status, said);
    return said;
  }

  return async function hook(event, context) {
    if (!event?.sessionState?.intent) throw new TypeError('this is no event of Lex V2: sessionState.intent is missing');
    const left = Math.min(context?.getRemainingTimeInMillis?.() ?? LEX_WAITS_MS, LEX_WAITS_MS);
    const budget = Math.max(100, left - MARGIN_MS);
    try {
      return await asked(event, Date.now() + budget, AbortSignal.timeout(budget));
    } catch (failure) {
      console.error(JSON.stringify({ message: 'Triade did not answer', cause: String(failure), status: failure.status }));
      return failure.name === 'TimeoutError' ? stillWorking(event) : failed(event, failure);
    }
  };
}

/** The work may well go on: the same words again lead to the same run, and nothing of the session is touched. */
function stillWorking(event) {
  return response(event, 'ElicitIntent', 'InProgress', words(event).stillWorking, {});
}

function failed(event, failure) {
  const problem = failure.problem ?? { title: 'Triade cannot be reached' };
  const { type, title, status = failure.status, detail, traceId } = problem;
  const said = JSON.stringify({ type, title, status, detail: detail?.slice(0, 500), traceId });
  return response(event, 'Close', 'Failed', words(event).failed, { 'triade-problem': said });
}

function response(event, type, state, content, attributes) {
  const { sessionState } = event;
  return {
    sessionState: {
      ...sessionState,
      sessionAttributes: { ...sessionState.sessionAttributes, ...attributes },
      dialogAction: { type },
      intent: { ...sessionState.intent, state },
    },
    messages: [{ contentType: 'PlainText', content }],
    ...(event.requestAttributes ? { requestAttributes: event.requestAttributes } : {}),
  };
}

function words(event) {
  return WORDS[event.bot?.localeId?.split('_')[0]] ?? WORDS.en;
}

export const handler = codeHook(process.env);
