/** Ways in. `file` is tailed; `http` is POST /api/v1/events. */
export const sourceKinds = ['syslog', 'file', 'hep', 'http'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/**
 * A source: one sender of records, known by what it matches. Every record belongs to exactly one. Senders that match none
 * get a source of their own in the tenant `unassigned`, so that nothing is thrown away and somebody can assign it.
 */
export interface Source {
  readonly id: string;
  readonly tenant: string;
  /** Asset id, '' when not assigned to one. */
  readonly asset: string;
  readonly name: string;
  readonly kind: SourceKind;
  /** All that are set must match; the most specific source wins (hostname, then address by longest prefix, then capture id, then listener). */
  readonly match: {
    /** Id of a listener, e.g. `syslog-tls`; a file source has its own listener with the same id. */
    readonly listener?: string;
    /** Address or CIDR of the sender. */
    readonly address?: string;
    /** HOSTNAME of the syslog header, case-insensitive. */
    readonly hostname?: string;
    /** HEP capture agent id. */
    readonly captureId?: number;
  };
  /** Name of a format, or `auto`. */
  readonly format: string;
  /** IANA zone of timestamps without one. */
  readonly timeZone: string;
  /** Silent for longer than this raises `source-silent`; 0 turns it off; undefined learns it from its own pace. */
  readonly silentAfterS?: number;
  /** Made by Belwacht for an unknown sender. */
  readonly discovered: boolean;
}

/** Where a listener listens or what it tails. */
export type Listener =
  | {
      readonly id: string;
      readonly kind: 'syslog';
      readonly transport: 'udp' | 'tcp';
      readonly host: string;
      readonly port: number;
    }
  | {
      readonly id: string;
      readonly kind: 'syslog';
      readonly transport: 'tls';
      readonly host: string;
      readonly port: number;
      readonly certFile: string;
      readonly keyFile: string;
      readonly caFile?: string;
    }
  | {
      readonly id: string;
      readonly kind: 'hep';
      readonly transport: 'udp' | 'tcp';
      readonly host: string;
      readonly port: number;
      /** HEPv3 auth key chunk (0x000e) that packets must carry; '' accepts any. */
      readonly authKey: string;
    }
  | { readonly id: string; readonly kind: 'file'; readonly path: string };
