// An OIDC issuer for the browser tests: one user, a real login form, authorization code with PKCE, refresh, sign-out.
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { json } from './answers.mjs';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const base64url = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export class Issuer {
  codes = new Map();
  refreshTokens = new Set();
  tokens = new Set();
  lifetimeSeconds = 3600;

  constructor(url) {
    this.url = url;
  }

  jwt(claims) {
    const now = Math.floor(Date.now() / 1000);
    const body = `${base64url({ alg: 'RS256', kid: 'stub' })}.${base64url({ iss: this.url, iat: now, exp: now + this.lifetimeSeconds, sub: 'ana', ...claims })}`;
    return `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`;
  }

  /** Forgets every token, as an issuer that was restarted does. */
  expireAll() {
    this.tokens.clear();
    this.refreshTokens.clear();
  }

  async handle(path, url, request, body) {
    switch (path) {
      case '/.well-known/openid-configuration':
        return json({
          issuer: this.url,
          authorization_endpoint: `${this.url}/authorize`,
          token_endpoint: `${this.url}/token`,
          jwks_uri: `${this.url}/jwks`,
          end_session_endpoint: `${this.url}/logout`,
        });
      case '/jwks':
        return json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'stub', alg: 'RS256', use: 'sig' }] });
      case '/authorize':
        return request.method === 'POST' ? this.#signedIn(new URLSearchParams(body)) : form(url.searchParams);
      case '/token':
        return this.#token(new URLSearchParams(body));
      case '/logout':
        return redirect(url.searchParams.get('post_logout_redirect_uri') ?? '/');
      default:
        return { status: 404 };
    }
  }

  #signedIn(fields) {
    if (fields.get('username') !== fields.get('password')) return { status: 401, body: 'wrong password' };
    const code = randomUUID();
    this.codes.set(code, { challenge: fields.get('code_challenge'), nonce: fields.get('nonce') });
    const back = new URL(fields.get('redirect_uri'));
    back.searchParams.set('code', code);
    back.searchParams.set('state', fields.get('state'));
    return redirect(back.href);
  }

  #token(fields) {
    const refresh = fields.get('refresh_token');
    const granted = this.codes.get(fields.get('code'));
    this.codes.delete(fields.get('code'));
    const proof = createHash('sha256').update(fields.get('code_verifier') ?? '').digest('base64url');
    const allowed = refresh ? this.refreshTokens.delete(refresh) : granted?.challenge === proof;
    if (!allowed) return { ...json({ error: 'invalid_grant' }), status: 400 };
    const answer = {
      access_token: this.jwt({ aud: 'triade-api', tenant: 'acme', jti: randomUUID() }),
      id_token: this.jwt({ aud: 'triade-web', name: 'Ana' }),
      refresh_token: randomUUID(),
      token_type: 'Bearer',
      expires_in: this.lifetimeSeconds,
      scope: 'openid profile offline_access',
    };
    this.tokens.add(answer.access_token);
    this.refreshTokens.add(answer.refresh_token);
    return json(answer);
  }
}

const redirect = (to) => ({ status: 302, headers: { Location: to } });

function form(parameters) {
  const hidden = [...parameters].map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join('');
  return {
    status: 200,
    headers: { 'Content-Type': 'text/html' },
    body: `<!doctype html><title>Stub issuer</title><form method="post">${hidden}
      <label>User <input name="username"></label> <label>Password <input name="password" type="password"></label>
      <button>Sign in</button></form>`,
  };
}
