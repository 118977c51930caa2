/** A way in: one socket. Port 0 takes a free one. */
export interface RedirectListener {
  readonly id: string;
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** IPv4 or IPv6 address of this machine. */
  readonly host: string;
  readonly port: number;
  /** PEM files, for `tls` only. With `caFile` peers have to show a certificate it signed. */
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly caFile?: string;
}

/** What may ask: an SBC, a proxy, a PBX. Requests of all others are dropped and counted. */
export interface RedirectPeer {
  readonly id: string;
  /** Addresses and CIDRs it sends from. */
  readonly networks: readonly string[];
  /**
   * Whether it takes away what its own customers may not say: P-Asserted-Identity, Diversion, History-Info, credentials it
   * has not checked and the headers named in `RedirectHeaders`. Without, only From, To, the Request-URI and addresses are believed.
   */
  readonly trusted: boolean;
  /** Trunk group whose targets it gets, and trunk of its calls, unless a request names one; '' for none. */
  readonly trunk: string;
  /** Silence that is told, seconds: 0 never, undefined to learn its pace. */
  readonly silentAfterS?: number;
}

/** One target of a trunk group: a SIP URI, with or without a user (then the dialled one stands there), and its preference 0–1. */
export interface RedirectTarget {
  readonly uri: string;
  readonly q?: number;
}

/** Ways to know the account a call is paid by, of a trusted peer. */
export const accountWays = ['header', 'credentials', 'asserted', 'diversion', 'from'] as const;
export type AccountWay = (typeof accountWays)[number];

/** Names of the headers a trusted peer may tell more by; '' for none. */
export interface RedirectHeaders {
  readonly account: string;
  readonly trunk: string;
  readonly address: string;
  /** Call-ID of the leg this one belongs to. */
  readonly linkedCall: string;
}

export interface RedirectOptions {
  readonly listeners: readonly RedirectListener[];
  readonly peers: readonly RedirectPeer[];
  /** Answer to a call nobody objects to. 302 gives the targets of the trunk group, or 404 when it has none. */
  readonly noObjection: 404 | 503 | 302;
  readonly refusal: 603 | 403;
  readonly trunkGroups: Readonly<Record<string, readonly RedirectTarget[]>>;
  readonly headers: RedirectHeaders;
  /** In this order; the first that says something counts. */
  readonly accountFrom: readonly AccountWay[];
  /** A verdict later than this after the request came is not given: no objection. ms */
  readonly lateMs: number;
  /** Makes the same To tags and answers after a restart and on a second server; random when ''. */
  readonly secret: string;
}

/** Everything but listeners and peers, as most will have it. */
export const usualRedirect: Omit<RedirectOptions, 'listeners' | 'peers'> = {
  noObjection: 404,
  refusal: 603,
  trunkGroups: {},
  headers: {
    account: 'X-Belwacht-Account',
    trunk: 'X-Belwacht-Trunk',
    address: 'X-Belwacht-Address',
    linkedCall: 'X-CID',
  },
  accountFrom: ['header', 'credentials', 'diversion'],
  lateMs: 400,
  secret: '',
};
