import { readFileSync } from 'node:fs';

const DEFAULTS = JSON.parse(readFileSync(new URL('../public/config.json', import.meta.url), 'utf8'));

/** What `/config.json` answers in `vite` and `vite preview`: the file's values, each replaceable by one variable. */
export function servedConfig(environment = process.env) {
  return {
    apiUrl: environment.TRIADE_FRONTEND_API_URL ?? DEFAULTS.apiUrl,
    issuer: environment.TRIADE_FRONTEND_ISSUER ?? DEFAULTS.issuer,
    clientId: environment.TRIADE_FRONTEND_CLIENT_ID ?? DEFAULTS.clientId,
  };
}

/** The headers a production host should send too; `connect-src` names the origins that the page may call. */
export function securityHeaders(environment = process.env) {
  const { apiUrl, issuer } = servedConfig(environment);
  const socket = apiUrl.replace(/^http/, 'ws');
  const origins = [...new Set([apiUrl, issuer, socket].map((url) => new URL(url).origin))].join(' ');
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "font-src 'self'",
      "img-src 'self' data:",
      `connect-src 'self' ${origins}`,
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
}

export function configFromEnvironment() {
  const answer = (request, response, next) => {
    if (request.url?.split('?')[0] !== '/config.json') return next();
    response.setHeader('Content-Type', 'application/json');
    response.setHeader('Cache-Control', 'no-store');
    response.end(JSON.stringify(servedConfig()));
  };
  return {
    name: 'config-from-environment',
    configureServer: (server) => void server.middlewares.use(answer),
    configurePreviewServer: (server) => void server.middlewares.use(answer),
  };
}
