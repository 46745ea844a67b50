import { ErrorResponse, type User, type UserManager } from 'oidc-client-ts';
import { describe, expect, it } from 'vitest';
import { FailureError } from '../api/failure';
import { UserCredentials } from './credentials';

const userWith = (access_token: string, refresh_token?: string) => ({ access_token, refresh_token }) as unknown as User;

/** As much of oidc-client-ts as credentials touch: its events, and a renewal that the test decides. */
class Issuer {
  loaded: (user: User) => void = () => undefined;
  unloaded: () => void = () => undefined;
  renewals = 0;
  readonly events = {
    addUserLoaded: (callback: (user: User) => void) => (this.loaded = callback),
    addUserUnloaded: (callback: () => void) => (this.unloaded = callback),
  };
  constructor(readonly answer: () => Promise<User | null>) {}
  signinSilent() {
    this.renewals++;
    return this.answer();
  }
  asManager = () => this as unknown as UserManager;
}

function signedIn(answer: () => Promise<User | null>, user: User | null = userWith('old', 'refresh')) {
  const issuer = new Issuer(answer);
  const heard = { lost: 0 };
  const credentials = new UserCredentials(issuer.asManager(), () => heard.lost++);
  credentials.use(user);
  return { issuer, credentials, heard };
}

const refused = () => Promise.reject(new ErrorResponse({ error: 'invalid_grant', error_description: null, error_uri: null }));

describe('credentials', () => {
  it('have the token of whoever is signed in, and none of nobody', () => {
    const { credentials, issuer } = signedIn(refused, null);
    expect(credentials.token()).toBeUndefined();
    issuer.loaded(userWith('a'));
    expect(credentials.token()).toBe('a');
    issuer.unloaded();
    expect(credentials.token()).toBeUndefined();
  });

  it('renew once, however many ask at the same time, and again when asked later', async () => {
    const { credentials, issuer } = signedIn(() => Promise.resolve(userWith('new', 'refresh')));
    expect(await Promise.all([credentials.renew(), credentials.renew(), credentials.renew()])).toEqual(['new', 'new', 'new']);
    expect(issuer.renewals).toBe(1);
    await credentials.renew();
    expect(issuer.renewals).toBe(2);
  });

  it('do not ask the issuer without a refresh token', async () => {
    const { credentials, issuer } = signedIn(refused, userWith('old'));
    expect(await credentials.renew()).toBeUndefined();
    expect(issuer.renewals).toBe(0);
  });

  it('are handed out fresh where the issuer makes new ones, and as they are where it does not', async () => {
    expect(await signedIn(() => Promise.resolve(userWith('new', 'refresh'))).credentials.fresh()).toBe('new');
    expect(await signedIn(refused).credentials.fresh()).toBeUndefined();
    expect(await signedIn(refused, userWith('old')).credentials.fresh()).toBe('old');
    expect(await signedIn(refused, null).credentials.fresh()).toBeUndefined();
  });

  it('are used up when the issuer refuses', async () => {
    expect(await signedIn(refused).credentials.renew()).toBeUndefined();
    expect(await signedIn(() => Promise.resolve(null)).credentials.renew()).toBeUndefined();
  });

  it('are not used up when the issuer cannot be reached', async () => {
    const { credentials } = signedIn(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(credentials.renew()).rejects.toThrow(FailureError);
    await expect(credentials.renew()).rejects.toHaveProperty('failure.kind', 'unreachable');
  });

  it('say when they are lost', () => {
    const { credentials, heard } = signedIn(refused);
    credentials.lost();
    expect(heard.lost).toBe(1);
  });
});
