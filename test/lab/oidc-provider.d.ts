/** What the lab uses of it; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }
  interface Context {
    readonly oidc: {
      readonly provider: { readonly Grant: new (of: object) => Grant };
      readonly client?: { readonly clientId: string };
      readonly session?: { readonly accountId: string };
    };
  }
  interface Settings {
    readonly interactions: { readonly url: (context: Context, interaction: { readonly uid: string }) => string };
    readonly findAccount: (context: Context, sub: string) => Promise<object | undefined>;
    readonly loadExistingGrant: (context: Context) => Promise<Grant>;
    readonly [setting: string]: unknown;
  }
  export default class Provider {
    constructor(issuer: string, settings: Settings);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
  }
}
