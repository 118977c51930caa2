import type { Server as HttpServer, RequestListener } from 'node:http';
import type { Kysely } from 'kysely';
import type { Role } from '../core/access.ts';
import type { AlertRecord, AlertState, TimelineEntry } from '../core/alert-record.ts';
import type { DecisionState, GuardResult, Mode } from '../core/decision.ts';
import type { DecisionRecord } from '../core/decision-record.ts';
import type { Event } from '../core/event.ts';
import type { IdempotencyPort } from '../core/idempotency.ts';
import type { Severity } from '../core/severity.ts';
import type { Source } from '../core/source.ts';
import type { SourceRecord } from '../core/source-record.ts';
import type { Tally } from '../core/tally.ts';
import type { Tenant } from '../core/tenant.ts';
import type { Text } from '../core/text.ts';
import type { NewTokenRecord, ShownToken, TokenKind, TokenRecord } from '../core/token.ts';
import type { Versioned } from '../core/versioned.ts';
import type { Work } from '../core/work.ts';
import type { Limits } from './access/limits.ts';
import type { AuditPort } from './ports/audit.ts';
import type {
  CallDeskPort,
  CallPort,
  CallSettingsPort,
  CallSourcePort,
  CallStopPort,
  NumberListPort,
  RateDeckPort,
} from './ports/calls.ts';
import type { CustomerPort, ErasePort } from './ports/customers.ts';
import type { BouncerPort, GeoDecisionPort, ListPort } from './ports/feeds.ts';
import type { GeoStorePort } from './ports/geo.ts';
import type { GeoDeskPort, GeoNews } from './ports/geo-desk.ts';
import type { GeoDoorPort, GeoListPort } from './ports/geo-doors.ts';
import type { IncidentDeskPort, RespondNews } from './ports/incident-desk.ts';
import type { IncidentPort } from './ports/incidents.ts';
import type { HoldPort, KeepingPort, KeepingSettingsPort } from './ports/keeping.ts';
import type { MeasureDeskPort, MeasurePort, MeasureSettingsPort } from './ports/measures.ts';
import type { OnCallDeskPort, OnCallStorePort } from './ports/on-call.ts';
import type {
  BrakePort,
  InvitationPort,
  LetterPort,
  OidcProvider,
  PeoplePort,
  SecurityPort,
  SessionPort,
} from './ports/people.ts';
import type { PlanDeskPort, PlanPort } from './ports/plan.ts';
import type { PlaybookDeskPort } from './ports/playbooks.ts';
import type { SelfWatchPort } from './ports/self-watch.ts';
import type { CallsNow } from './schema/calls.ts';
import type { CountryCount, Enforcer, Listener, LiveTick, SourceTail } from './schema/overview.ts';
import type { NewRecipient, Settings } from './schema/settings.ts';

/** Where a page of a list ends: the next one starts after it. */
export interface Position {
  readonly at: number;
  readonly id: string;
}

/** One page of a list in stable order. */
export interface Slice<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly next: Position | undefined;
}

/** Filters every list knows; `tenant` undefined means all. */
export interface ListQuery {
  readonly tenant?: string;
  readonly q?: string;
  readonly after?: Position;
  readonly limit: number;
}

export interface AlertPort {
  list(
    query: ListQuery & { readonly state?: AlertState; readonly severity?: Severity; readonly rule?: string },
  ): Promise<Slice<AlertRecord>>;
  /** Not closed, worst first, then newest. */
  worst(tenant: string | undefined, limit: number): Promise<readonly AlertRecord[]>;
  byIds(ids: readonly string[]): Promise<readonly AlertRecord[]>;
  /** With evidence. */
  get(id: string): Promise<AlertRecord | undefined>;
  timeline(id: string): Promise<readonly TimelineEntry[]>;
  /** Events per minute around an alert, for its address or account. */
  series(record: AlertRecord): Promise<readonly { readonly at: number; readonly count: number }[]>;
  /** False when there is no such alert. */
  acknowledge(id: string, by: string): Promise<boolean>;
  close(id: string, by: string): Promise<boolean>;
}

export interface DecisionPort {
  /** `current`: asked or in force. */
  list(query: ListQuery & { readonly state?: DecisionState | 'current' }): Promise<Slice<DecisionRecord>>;
  newest(tenant: string | undefined, limit: number): Promise<readonly DecisionRecord[]>;
  byIds(ids: readonly string[]): Promise<readonly DecisionRecord[]>;
  ofAlert(alert: string): Promise<readonly DecisionRecord[]>;
}

export interface EventPort {
  list(
    query: ListQuery & {
      readonly from?: number;
      readonly to?: number;
      readonly ip?: string;
      readonly user?: string;
      readonly action?: string;
      readonly outcome?: string;
      readonly country?: string;
      readonly source?: string;
    },
  ): Promise<Slice<Event>>;
}

export interface OverviewCounts {
  readonly openAlerts: number;
  readonly criticalAlerts: number;
  readonly blocks: number;
  readonly blocksEndingSoon: number;
  readonly tenants: number;
  readonly held: number;
  readonly reported: number;
}

export interface OverviewPort {
  counts(tenant: string | undefined, now: number): Promise<OverviewCounts>;
  /** Last 24 h in steps of `stepS`, oldest first, without gaps. */
  registrations(
    tenant: string | undefined,
    now: number,
    stepS: number,
  ): Promise<readonly { readonly at: number; readonly failed: number; readonly succeeded: number }[]>;
  /** Usual failed per step at this hour over the last week; undefined with less than a day of history. */
  normalFailed(
    tenant: string | undefined,
    now: number,
    stepS: number,
  ): Promise<{ readonly low: number; readonly high: number } | undefined>;
  countries(tenant: string | undefined, now: number): Promise<readonly CountryCount[]>;
}

export interface SourcePort {
  list(tenant: string | undefined): Promise<readonly SourceRecord[]>;
  get(id: string): Promise<SourceRecord | undefined>;
  insert(source: Source): Promise<void>;
  /** False when there is no such source, or none of this version. */
  update(source: Source, version?: number): Promise<boolean>;
  remove(id: string, version?: number): Promise<boolean>;
}

export interface TenantPort {
  list(): Promise<readonly Tenant[]>;
  /** False when the id is taken. */
  insert(tenant: Tenant): Promise<boolean>;
}

export interface SettingsPort {
  get(): Promise<Settings>;
  /** Of all settings together. */
  version(): Promise<Versioned>;
  /** Undefined when the settings are not of this version any more. */
  change(change: Partial<Settings>, version?: number): Promise<Settings | undefined>;
}

export interface RuleModePort {
  /** Rule id → mode, where it differs from `enforce`. */
  modes(): Promise<ReadonlyMap<string, Mode>>;
  /** Rule id → version of its mode, where somebody set one. */
  versions(): Promise<ReadonlyMap<string, Versioned>>;
  /** False when the mode is not of this version any more; 0 for one that nobody has set. */
  setMode(rule: string, mode: Mode, version?: number): Promise<boolean>;
  /** What each rule did since a time. */
  activity(
    since: number,
  ): Promise<ReadonlyMap<string, { readonly alerts: number; readonly blocks: number; readonly reported: number }>>;
}

export interface BacktestRecord {
  readonly id: string;
  readonly rule: string;
  readonly days: number;
  readonly state: 'running' | 'done' | 'failed';
  readonly progress: number;
  readonly events: number;
  readonly alerts: readonly AlertRecord[];
  readonly wouldBlock: number;
  readonly seconds: number;
  readonly error: string;
  readonly note: Text;
}

export interface BacktestPort {
  get(id: string): Promise<BacktestRecord | undefined>;
}

export interface RecipientRecord extends NewRecipient, Versioned {
  readonly id: string;
  readonly lastDelivery: { readonly at: number; readonly ok: boolean; readonly error: string } | undefined;
}

export interface RecipientPort {
  list(): Promise<readonly RecipientRecord[]>;
  insert(recipient: NewRecipient): Promise<RecipientRecord>;
  /** False when there is no such recipient, or none of this version. */
  remove(id: string, version?: number): Promise<boolean>;
}

export type { TokenKind, TokenRecord };

export interface TokenPort {
  list(): Promise<readonly TokenRecord[]>;
  /** Keeps the SHA-256 of the secret (hex), never the secret. */
  insert(token: NewTokenRecord, hash: string): Promise<TokenRecord>;
  get(id: string): Promise<TokenRecord | undefined>;
  /** The token of one of these kinds with this hash, with what it may do now; notes that it was used, and from where. */
  use(kinds: readonly TokenKind[], hash: string, address: string): Promise<ShownToken | undefined>;
  /** False when there is no such token, or none of this version. */
  remove(id: string, version?: number): Promise<boolean>;
}

/** Everything the store answers. */
export interface StorePorts {
  readonly alerts: AlertPort;
  readonly audit: AuditPort;
  readonly decisions: DecisionPort;
  readonly events: EventPort;
  readonly overview: OverviewPort;
  readonly sources: SourcePort;
  readonly tenants: TenantPort;
  readonly customers: CustomerPort;
  readonly settings: SettingsPort;
  readonly ruleModes: RuleModePort;
  readonly backtests: BacktestPort;
  readonly recipients: RecipientPort;
  readonly tokens: TokenPort;
  readonly idempotency: IdempotencyPort;
  readonly keeping: KeepingSettingsPort;
  readonly holds: HoldPort;
  readonly people: PeoplePort;
  readonly sessions: SessionPort;
  readonly invitations: InvitationPort;
  readonly security: SecurityPort;
  readonly brakes: BrakePort;
  readonly calls: CallPort;
  readonly callStops: CallStopPort;
  readonly callSettings: CallSettingsPort;
  readonly callSources: CallSourcePort;
  readonly rateDecks: RateDeckPort;
  readonly numberLists: NumberListPort;
  readonly geo: GeoStorePort;
  readonly incidents: IncidentPort;
  readonly measures: MeasurePort;
  readonly measureSettings: MeasureSettingsPort;
  readonly onCall: OnCallStorePort;
  readonly plan: PlanPort;
}

/** A person who wants a block or takes one back. */
export interface BlockWish {
  /** Given by who may have to ask again after a crash; random without. */
  readonly id?: string;
  /** Address or CIDR as typed. */
  readonly value: string;
  readonly durationS: number;
  readonly reason: string;
  readonly tenant: string;
  /** `user:<id>` or `token:<id>`. */
  readonly author: string;
  readonly work: Work;
}

/** Blocks by hand: the app runs guards, store and enforcers. */
export interface BlockPort {
  /** What a block would touch; undefined when the value is no address or range. */
  preview(wish: BlockWish): Promise<
    | {
        readonly value: string;
        /** How many addresses, in words or digits: `1`, `256`, `2^64`. */
        readonly addresses: string;
        readonly guards: readonly GuardResult[];
        readonly activeAccounts: readonly {
          readonly tenant: string;
          readonly userName: string;
          readonly sourceIp: string;
        }[];
      }
    | undefined
  >;
  /** Resolves when enforcers have confirmed or had their time; `held` names the guard that refuses. */
  block(
    wish: BlockWish,
  ): Promise<{ readonly ok: true; readonly id: string } | { readonly ok: false; readonly held: GuardResult }>;
  /** Lifts; resolves when confirmed. False when there is no such decision or it is not asked or in force. */
  undo(id: string, author: string, reason: string, work: Work): Promise<boolean>;
}

/** A rule as loaded. */
export interface RuleInfo {
  readonly id: string;
  readonly title: Text;
  readonly description: Text;
  readonly severity: Severity;
  readonly response: { readonly action: 'alert' | 'block'; readonly durationS: number; readonly ceilingS: number };
  /** YAML. */
  readonly source: string;
  readonly tags: readonly string[];
}

export interface RulePort {
  list(): readonly RuleInfo[];
  /** Starts a backtest in the background and resolves with its id once it is recorded. */
  backtest(rule: string, days: number, tenant: string | undefined, work: Work): Promise<string>;
}

export interface NotifierPort {
  /** Sends a test message now. */
  test(recipient: string): Promise<{ readonly ok: boolean; readonly error: string }>;
}

export interface IngestPort {
  /** Takes NDJSON; resolves once what was recognised is durable. `errors`: the first lines that could not be read. */
  ingestNdjson(
    body: Buffer,
    token: TokenRecord,
    address: string,
  ): Promise<Omit<Tally, 'shed'> & { readonly errors?: { readonly line: number; readonly reason: string }[] }>;
}

/** Something changed and is stored: the API reads it and tells the browsers. */
export type LiveNotice =
  | { readonly kind: 'alert' | 'decision' | 'source' | 'stop'; readonly id: string }
  | { readonly kind: 'geo'; readonly what: GeoNews }
  | ({ readonly kind: 'respond' } & RespondNews)
  | { readonly kind: 'calls' /** '' for all tenants together. */; readonly tenant: string; readonly now: CallsNow }
  | { readonly kind: 'tick' /** '' for all tenants together. */; readonly tenant: string; readonly tick: LiveTick };

export interface LivePort {
  subscribe(listener: (notice: LiveNotice) => void): () => void;
}

export interface GeoPort {
  lookup(address: string): { readonly country: string; readonly asName: string };
  /** Date of the databases, ms. */
  state(): { readonly date: number | undefined; readonly stale: boolean };
}

/** What the person changed, for those who keep a copy. */
export type Changed = 'settings' | 'sources' | 'tenants' | 'rules' | 'recipients' | 'tokens';

/** All that the API needs from others; the app wires it. */
export interface ApiDeps {
  /** The store as a piece of work may see it; in a route: `request.store`. */
  readonly storeOf: (work: Work) => StorePorts;
  /** The store over all tenants: for who calls, and for what is the same for all (modes); never for what a caller asked for. */
  readonly system: StorePorts;
  readonly blocks: BlockPort;
  readonly erasing: ErasePort;
  readonly keeping: KeepingPort;
  readonly rules: RulePort;
  readonly bouncer: BouncerPort;
  readonly lists: ListPort;
  readonly notifier: NotifierPort;
  readonly ingest: IngestPort;
  readonly calls: CallDeskPort;
  readonly live: LivePort;
  readonly geo: GeoPort;
  readonly geoDesk: GeoDeskPort;
  /** What policies by country say of who signs in; without, everybody may try from everywhere. */
  readonly geoDoor?: GeoDoorPort;
  /** Files from policy for other programs; without, there are none to fetch. */
  readonly geoLists?: GeoListPort;
  readonly geoDecisions?: GeoDecisionPort;
  readonly incidentDesk: IncidentDeskPort;
  readonly measures: MeasureDeskPort;
  readonly onCall: OnCallDeskPort;
  readonly plan: PlanDeskPort;
  readonly playbooks: PlaybookDeskPort;
  /** With a tenant: as far as they serve that one. */
  readonly enforcers: (tenant?: string) => readonly Enforcer[];
  readonly listeners: () => readonly Listener[];
  /** Last lines of a source, newest first. */
  readonly sourceTail: (id: string) => SourceTail | Promise<SourceTail>;
  /** Prometheus text. */
  readonly metrics: () => Promise<string>;
  /** Whether all parts work; the sentence says which does not. */
  readonly health: () => Promise<{ readonly ok: boolean; readonly detail: string }>;
  /** Called after a change is stored; the answer waits for what it returns, so that the change counts from the answer on. */
  readonly changed: (what: Changed) => unknown;
  /** An administrator works from this address: never block it automatically. */
  readonly operatorSeen: (address: string) => void;
  /** Whether simulated traffic runs. */
  readonly demo: () => boolean;
  readonly startDemo: () => void;
  /** Database of people and sessions, for better-auth. */
  // biome-ignore lint/suspicious/noExplicitAny: better-auth types its tables itself
  readonly authDatabase: Kysely<any>;
  /** Rules of signing in that the settings file has. */
  readonly signIn: {
    readonly providers: readonly OidcProvider[];
    /** Roles that need a second factor until the screen decides. */
    readonly mfaRoles: readonly Role[];
    /** How people reach this server. */
    readonly url: () => string;
  };
  readonly letters: LetterPort;
  readonly selfWatch: SelfWatchPort;
  /** What sign-in signs and seals with, 256 random bits each, the current one first; the others only open. */
  readonly authSecrets: readonly { readonly version: number; readonly value: string }[];
  readonly version: string;
  /** Requests a minute, where they differ from the usual. */
  readonly limits?: Partial<Limits>;
  readonly clock: () => number;
  readonly log: (line: string) => void;
  readonly http: {
    /** How people reach it, e.g. `https://belwacht.example.nl`; '' for loopback. Secure cookies when https. */
    readonly publicUrl: string;
    /** Further host names it answers to. Addresses and localhost always work. */
    readonly allowedHosts: readonly string[];
    /** Origins that may write besides its own (a development server). */
    readonly allowedOrigins: readonly string[];
    /** Addresses of reverse proxies whose X-Forwarded-For is believed. */
    readonly trustedProxies: readonly string[];
    /** Directory of the built web app. */
    readonly webDir: string;
    /** Makes the server beneath, for TLS; without it plain HTTP. */
    readonly makeServer?: (handler: RequestListener) => HttpServer;
  };
}
