import type { UserManager } from 'oidc-client-ts';

/** Ends the session at the issuer where it has a page for that, and here in any case. */
export async function signOut(manager: UserManager): Promise<void> {
  const endsThere = await manager.metadataService.getEndSessionEndpoint().catch(() => undefined);
  if (endsThere === undefined) {
    await manager.revokeTokens().catch(() => undefined);
    await manager.removeUser();
  } else {
    await manager.signoutRedirect();
  }
}
