import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Config } from '../config/config';

export const CALLBACK_PATH = '/callback';

/** Authorization code with PKCE; the refresh token renews in the background. Tokens live as long as the tab. */
export function userManagerFor(config: Config): UserManager {
  return new UserManager({
    authority: config.issuer,
    client_id: config.clientId,
    redirect_uri: `${location.origin}${CALLBACK_PATH}`,
    post_logout_redirect_uri: `${location.origin}/`,
    scope: 'openid profile offline_access',
    automaticSilentRenew: true,
    accessTokenExpiringNotificationTimeInSeconds: 60,
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  });
}
