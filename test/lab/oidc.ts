import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** Somebody the provider knows. */
export interface OidcAccount {
  readonly sub: string;
  readonly email: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly groups?: readonly string[];
  readonly customer?: string;
  /** How they signed in there (RFC 8176). */
  readonly amr?: readonly string[];
}

export const oidcClient = { id: 'belwacht', secret: 'a secret of the client that nobody else knows' };

/** A real OpenID Connect provider on loopback; whoever comes is signed in as `account`, without being asked. */
export class OidcLab {
  account: OidcAccount = { sub: 'nobody', email: 'nobody@example.net' };
  #server: Server | undefined;
  issuer = '';

  /** `callbacks`: where it may send people back to; it can be set before the client listens. */
  async open(callbacks: readonly string[]): Promise<void> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#server = server;
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const accounts = new Map<string, OidcAccount>();
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: oidcClient.id,
          client_secret: oidcClient.secret,
          redirect_uris: [...callbacks],
          token_endpoint_auth_method: 'client_secret_basic',
        },
      ],
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      cookies: { keys: ['keys of the lab'] },
      claims: {
        openid: ['sub', 'amr'],
        email: ['email', 'email_verified'],
        profile: ['name', 'groups', 'customer'],
      },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      async findAccount(_context, sub) {
        const account = accounts.get(sub);
        return account && { accountId: sub, claims: async () => ({ ...account, amr: undefined }) };
      },
      // Whoever is signed in has agreed.
      async loadExistingGrant(context) {
        const grant = new context.oidc.provider.Grant({
          clientId: context.oidc.client!.clientId,
          accountId: context.oidc.session!.accountId,
        });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
    const handle = provider.callback();
    server.on('request', (request, response) => {
      if (!request.url?.startsWith('/interaction/')) return void handle(request, response);
      const { account } = this;
      accounts.set(account.sub, account);
      provider
        .interactionFinished(request, response, {
          login: { accountId: account.sub, remember: false, ...(account.amr && { amr: [...account.amr] }) },
        })
        .catch((error: Error) => response.writeHead(500).end(error.message));
    });
  }

  /** Goes through the provider as a browser does; gives the address it sends back to. */
  async walk(url: string): Promise<string> {
    const jar = new Map<string, string>();
    let at = url;
    for (let step = 0; step < 10; step++) {
      const response = await fetch(at, {
        redirect: 'manual',
        headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; ') },
      });
      for (const text of response.headers.getSetCookie()) {
        const [name, value] = text.split(';')[0].split(/=(.*)/s);
        jar.set(name, value);
      }
      const location = response.headers.get('location');
      if (!location) throw new Error(`the provider stops at ${at}: ${response.status} ${await response.text()}`);
      at = new URL(location, at).href;
      if (!at.startsWith(this.issuer)) return at;
    }
    throw new Error('the provider goes round in circles');
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)));
  }
}
