/** The CrowdSec-compatible feed (`/v1/*`). Access is settled before it is asked. */
export interface BouncerPort {
  handle(request: {
    readonly method: string;
    /** `/v1/decisions`, `/v1/decisions/stream` or `/v1/usage-metrics`. */
    readonly path: string;
    readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
    /** Id of the token: names the bouncer. */
    readonly client: string;
    /** Whose it is: it gets the decisions of that tenant and of the provider. The provider's gets all. */
    readonly tenant: string;
    readonly body?: unknown;
  }): {
    readonly status: number;
    /** Sent as JSON; undefined for an empty body. */
    readonly body: unknown;
    /** Called when the answer has been written out. */
    readonly sent: () => void;
  };
}

/** Published lists of addresses in force. */
/** Policies by country for bouncers that ask for them. */
export interface GeoDecisionPort {
  /** Undefined when the request asks for none, or none are known yet; else what is added to both lists of the answer. */
  pull(request: Parameters<BouncerPort['handle']>[0]): Promise<
    | {
        readonly new: readonly unknown[];
        readonly deleted: readonly unknown[];
        /** Call when the answer has been written out. */
        readonly sent: () => void;
      }
    | undefined
  >;
}

export interface ListPort {
  handle(request: {
    /** Id of the token: names the firewall. */
    readonly client: string;
    /** Tenant whose list it is; the provider's has all. */
    readonly tenant: string;
    readonly format: 'txt' | 'csv' | 'json';
    readonly family?: 4 | 6;
    readonly ifNoneMatch?: string;
  }): {
    readonly status: 200 | 304;
    readonly contentType: string;
    readonly body: string;
    readonly etag: string;
    readonly sent: () => void;
  };
}
