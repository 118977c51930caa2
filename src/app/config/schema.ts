import { z } from 'zod';
import { roles } from '../../core/access.ts';
import { modes } from '../../core/decision.ts';
import { formatNames, isFormat } from '../../core/format-names.ts';
import { canonicalAddress, readCidr } from '../../core/ip.ts';
import { isHttpHost } from '../respond/playbooks/http-hosts.ts';
import { channelSettings } from './channel-settings.ts';
import { crossChecks } from './cross-checks.ts';

const perMinute = z.number().int().min(1).max(1_000_000);
const port = z.number().int().min(0).max(65_535);
const timeZone = z.string().refine(isTimeZone, 'is not a time zone name such as Europe/Amsterdam');
const cidr = z
  .string()
  .refine((text) => readCidr(text) !== undefined, 'is not an address or range such as 192.0.2.0/24');

const address = z
  .string()
  .refine((text) => canonicalAddress(text) !== undefined, 'is not an address such as 192.0.2.20')
  .transform((text) => canonicalAddress(text) ?? text);

/** `https://belwacht.example.nl`: what people type, without a path; a trailing slash is taken off. */
const publicUrl = z
  .string()
  .max(300)
  .refine(
    (text) => text === '' || isOrigin(text),
    'is not an address such as https://belwacht.example.nl (no path, no user)',
  )
  .transform((text) => text.replace(/\/$/, '').toLowerCase());
const postgresUrl = z
  .string()
  .refine(
    (text) => text === '' || /^postgres(ql)?:\/\//.test(text),
    'is not an address such as postgresql://user:password@host/database',
  );

function isOrigin(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { origin } = new URL(text);
  return [origin, `${origin}/`].includes(text.toLowerCase());
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Ports of a service, in both transports. */
function servicePorts(udp: number[], tcp: number[]) {
  const ports = z.array(z.number().int().min(1).max(65_535)).max(50);
  return z.strictObject({ udp: ports.default(udp), tcp: ports.default(tcp) }).prefault({});
}

const settings = z.strictObject({
  /** Where the database, keys and caches live. */
  data_dir: z.string().min(1).default('./data'),
  /** An external PostgreSQL; empty starts the embedded one in data_dir. */
  database_url: postgresUrl.default(''),
  /** How the application itself connects to that one, when the user of database_url may not make a role for it. */
  database_app_url: postgresUrl.default(''),
  /** Keys that secrets in the database are sealed under; empty: data_dir/keys. */
  keys: z.strictObject({ dir: z.string().default('') }).prefault({}),
  /** Where backups are put that Belwacht makes by itself; empty: data_dir/backups. */
  backups: z.strictObject({ dir: z.string().default('') }).prefault({}),
  /** Mode at the first start; later the screen decides. */
  mode: z.enum(modes).default('report-only'),
  time_zone: timeZone.default('Europe/Amsterdam'),
  rules_dir: z.string().default(''),
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: port.default(8080),
      /** Address people use when it differs, e.g. behind a proxy. */
      public_url: publicUrl.default(''),
      /** Certificate with its chain, and its key: PEM files, read again when they change. */
      tls: z.strictObject({ cert: z.string().default(''), key: z.string().default('') }).prefault({}),
      /** Plain HTTP that only sends browsers on to https; -1 is off. */
      redirect_port: z.number().int().min(-1).max(65_535).default(-1),
      /** Reverse proxies that do TLS for us: only they may connect, and only their X-Forwarded-For and -Proto are believed. */
      trusted_proxies: z.array(cidr).default([]),
      /** A web app that was built elsewhere; empty builds the packaged one when needed. */
      web_dir: z.string().default(''),
    })
    .prefault({}),
  syslog: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: port.default(5514),
      udp: z.boolean().default(true),
      tcp: z.boolean().default(true),
      /** RFC 5425; -1 is off. */
      tls_port: z.number().int().min(-1).max(65_535).default(-1),
      tls_cert: z.string().default(''),
      tls_key: z.string().default(''),
      /** When set, senders must present a certificate signed by it. */
      tls_ca: z.string().default(''),
    })
    .prefault({}),
  hep: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: port.default(9060),
      udp: z.boolean().default(true),
      tcp: z.boolean().default(true),
      auth_key: z.string().default(''),
      /** B2BUAs that tell the Call-ID of the other leg (X-CID), and servers whose P-Asserted-Identity is believed. */
      linkers: z.array(address).max(1000).default([]),
      asserters: z.array(address).max(1000).default([]),
    })
    .prefault({}),
  /** The SIP redirect server that an SBC asks for each call; without udp, tcp and tls_port it is off: docs/calls.md. */
  redirect: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: port.default(5070),
      udp: z.boolean().default(false),
      tcp: z.boolean().default(false),
      /** SIP over TLS; -1 is off. */
      tls_port: z.number().int().min(-1).max(65_535).default(-1),
      tls_cert: z.string().default(''),
      tls_key: z.string().default(''),
      /** When set, peers must present a certificate signed by it. */
      tls_ca: z.string().default(''),
      /** Who may ask; everybody else is dropped and counted. */
      peers: z
        .array(
          z.strictObject({
            id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes'),
            networks: z.array(cidr).min(1),
            /** It takes away headers its own customers may not say: they are believed. */
            trusted: z.boolean().default(false),
            trunk: z.string().max(64).default(''),
            /** Silence that is told; absent: learned from its pace, 0: never. */
            silent_after_s: z.number().int().min(0).max(604_800).optional(),
          }),
        )
        .max(1000)
        .default([]),
      /** Answer when nothing is objected: 404 or 503 (the SBC goes on to its next route), or 302 with the targets of the trunk group. */
      no_objection: z.union([z.literal(404), z.literal(503), z.literal(302)]).default(404),
      refusal: z.union([z.literal(603), z.literal(403)]).default(603),
      trunk_groups: z
        .record(
          z.string().max(64),
          z.array(z.strictObject({ uri: z.string().max(256), q: z.number().min(0).max(1).optional() })).max(20),
        )
        .default({}),
      headers: z
        .strictObject({
          account: z.string().max(64).default('X-Belwacht-Account'),
          trunk: z.string().max(64).default('X-Belwacht-Trunk'),
          address: z.string().max(64).default('X-Belwacht-Address'),
          linked_call: z.string().max(64).default('X-CID'),
        })
        .prefault({}),
      account_from: z
        .array(z.enum(['header', 'credentials', 'asserted', 'diversion', 'from']))
        .default(['header', 'credentials', 'diversion']),
      /** The same on two servers gives the same tags; empty makes one up. */
      secret: z.string().max(200).default(''),
    })
    .prefault({}),
  files: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes'),
        path: z.string().min(1),
        format: z
          .string()
          .refine(isFormat, `is not a format; there are auto, ${formatNames.join(', ')}`)
          .default('auto'),
        time_zone: timeZone.optional(),
        tenant: z.string().default('provider'),
        asset: z.string().default(''),
        from: z.enum(['start', 'end']).default('end'),
      }),
    )
    .default([]),
  enforcers: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes'),
        kind: z.enum(['auto', 'nftables', 'dry', 'webhook']),
        /** nftables: its own table and, where the phones live in one, the network namespace. */
        table: z
          .string()
          .regex(/^[a-z][a-z0-9_]{0,30}$/)
          .default('belwacht'),
        netns: z
          .string()
          .regex(/^[A-Za-z0-9._-]{0,64}$/)
          .default(''),
        url: z.string().default(''),
        secret: z.string().default(''),
      }),
    )
    .default([{ id: 'firewall', kind: 'auto', table: 'belwacht', netns: '', url: '', secret: '' }]),
  own_networks: z.array(cidr).default([]),
  allowlist: z.array(cidr).default([]),
  /** Private addresses (RFC 1918 and the like) are never blocked automatically. */
  guard_private: z.boolean().default(true),
  smtp: z
    .strictObject({
      host: z.string().default(''),
      port: port.default(587),
      secure: z.boolean().default(false),
      user: z.string().default(''),
      password: z.string().default(''),
      from: z.string().default('Belwacht <belwacht@localhost>'),
    })
    .prefault({}),
  ...channelSettings,
  /** Requests a minute per person, token or address; docs/api.md. */
  limits: z
    .strictObject({
      address: perMinute.default(6000),
      sign_in: perMinute.default(10),
      reads: perMinute.default(1200),
      acts: perMinute.default(300),
      exports: perMinute.default(10),
      deliveries: perMinute.default(1200),
      feeds: perMinute.default(600),
      verdicts: perMinute.default(60_000),
    })
    .prefault({}),
  security: z
    .strictObject({
      /** Roles that need a second factor, until the screen decides. */
      mfa_roles: z.array(z.enum(roles)).default(['owner', 'engineer', 'coordinator', 'auditor', 'customer-manager']),
    })
    .prefault({}),
  /** Single sign-on with OpenID Connect: docs/people.md. */
  sign_in: z
    .strictObject({
      oidc: z
        .array(
          z.strictObject({
            id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes'),
            /** On the button. */
            name: z.string().max(60).default(''),
            issuer: z
              .string()
              .refine(isIssuer, 'is not an https address such as https://login.example.nl (http only for loopback)'),
            client_id: z.string().min(1),
            client_secret_file: z.string().default(''),
            scopes: z.array(z.string()).default(['openid', 'email', 'profile']),
            email_claim: z.string().min(1).default('email'),
            /** The provider vouches for addresses without saying email_verified (Entra ID). */
            trust_email: z.boolean().default(false),
            /** Its sign-in counts as a second factor even when it does not say so (amr). */
            trust_mfa: z.boolean().default(false),
            /** Claim with roles or groups; empty: only who is invited comes in. */
            role_claim: z.string().default(''),
            roles: z.record(z.string(), z.enum(roles)).default({}),
            /** Claim with the id of the customer, for customer roles. */
            tenant_claim: z.string().default(''),
          }),
        )
        .default([]),
    })
    .prefault({}),
  /** Where the record of all acts is sent as syslog (RFC 5424); an empty host sends it nowhere. */
  audit_syslog: z
    .strictObject({
      host: z.string().max(253).default(''),
      port: z.number().int().min(1).max(65_535).default(6514),
      transport: z.enum(['udp', 'tcp', 'tls']).default('tls'),
      /** PEM file of the authority that signed its certificate; empty takes those of the system. */
      ca: z.string().default(''),
    })
    .prefault({}),
  webhooks: z.strictObject({ secret: z.string().default(''), allowed: z.array(cidr).default([]) }).prefault({}),
  /** What playbooks may do by themselves: docs/playbooks.md. */
  playbooks: z
    .strictObject({
      /** Hosts that their requests may go to: names, addresses, ranges, with a port where it is not 80 or 443. */
      http_hosts: z
        .array(
          z
            .string()
            .max(300)
            .refine(isHttpHost, 'is not a host such as crm.example.nl, 192.0.2.9:8443 or 192.0.2.0/24'),
        )
        .max(200)
        .default([]),
    })
    .prefault({}),
  /** Where addresses are, and which ports policies by country are about: docs/geo-blocking.md. */
  geo: z
    .strictObject({
      country_mmdb: z.string().default(''),
      asn_mmdb: z.string().default(''),
      /** auto: in the kernel where an enforcer of kind nftables works; off: only at the doors that ask. */
      kernel: z.enum(['auto', 'off']).default('auto'),
      ports: z
        .strictObject({
          sip: servicePorts([5060], [5060, 5061]),
          web: servicePorts([], [443, 8088, 8089]),
          ssh: servicePorts([], [22]),
          provisioning: servicePorts([69], [8443]),
        })
        .prefault({}),
      /** Kamailios that run here, or share the directory of their table: docs/enforcers/geo-kamailio.md. */
      kamailio: z
        .array(
          z.strictObject({
            id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes'),
            /** What jsonrpc_dispatch() answers behind xhttp. */
            url: z.url({ protocol: /^https?$/ }),
            token_file: z.string().default(''),
            ca_file: z.string().default(''),
            /** The file that deploy/kamailio/belwacht-geo.cfg reads. */
            table: z.string().min(1),
            service: z.enum(['registration', 'calls-in']).default('registration'),
            customer: z.string().max(100).default(''),
          }),
        )
        .max(100)
        .default([]),
    })
    .prefault({}),
});

export type Config = z.infer<typeof settings>;

/** Every setting of belwacht.yaml with its default; documented for people in belwacht.example.yaml. */
export const configSchema = settings.superRefine((config, context) => {
  for (const { path, message } of crossChecks(config)) context.addIssue({ code: 'custom', path: [...path], message });
});
