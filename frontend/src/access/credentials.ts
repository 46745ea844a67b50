import { ErrorResponse, type User, type UserManager } from 'oidc-client-ts';
import { FailureError } from '../api/failure';
import type { Credentials } from '../api/authorizedFetch';

/** The signed-in user's token, renewed by the refresh token at most once at a time however many requests ask for it. */
export class UserCredentials implements Credentials {
  private user: User | null = null;
  private renewal: Promise<string | undefined> | undefined;

  constructor(
    private readonly manager: UserManager,
    private readonly onLost: () => void,
  ) {
    manager.events.addUserLoaded((user) => this.use(user));
    manager.events.addUserUnloaded(() => this.use(null));
  }

  use(user: User | null | undefined): void {
    this.user = user ?? null;
  }

  token(): string | undefined {
    return this.user?.access_token;
  }

  /** A token for somebody else's hands, with a whole life before it where the issuer gives a new one. */
  fresh(): Promise<string | undefined> {
    return this.user?.refresh_token === undefined ? Promise.resolve(this.token()) : this.renew();
  }

  renew(): Promise<string | undefined> {
    if (this.user?.refresh_token === undefined) return Promise.resolve(undefined);
    this.renewal ??= this.renewed().finally(() => (this.renewal = undefined));
    return this.renewal;
  }

  lost(): void {
    this.onLost();
  }

  private async renewed(): Promise<string | undefined> {
    try {
      return (await this.manager.signinSilent())?.access_token;
    } catch (error) {
      if (error instanceof ErrorResponse) return undefined;
      throw new FailureError({ kind: 'unreachable' });
    }
  }
}
