import type { Source } from '../../core/source.ts';
import type { Asset, Tenant } from '../../core/tenant.ts';

/** A simulated customer: its office, its accounts and what stands at the provider for it. */
export interface DemoCustomer {
  readonly id: string;
  readonly name: string;
  /** Public address of the office, where its phones are. */
  readonly office: string;
  /** Accounts of its phones. */
  readonly accounts: readonly string[];
  /** Asterisk that sends its security log by syslog. */
  readonly pbx: { readonly host: string; readonly address: string };
  /** Kamailio that sends HEP, when it has one. */
  readonly sbc?: { readonly captureId: number; readonly address: string };
  /** Linux server of which the ssh log comes in, when it has one. */
  readonly server?: { readonly host: string };
}

const zone = 'Europe/Amsterdam';

type Row = readonly [id: string, name: string, office: string, phones: number, more: '' | 'sbc' | 'server' | 'both'];
const rows: readonly Row[] = [
  ['korenaar', 'Bakkerij De Korenaar', '77.160.14.22', 4, 'sbc'],
  ['dewilg', 'Tandartspraktijk De Wilg', '82.168.41.9', 6, ''],
  ['oosterzee', 'Garage Van Oosterzee', '86.83.120.17', 5, 'server'],
  ['brandsma', 'Brandsma & Vos Notarissen', '84.24.77.31', 8, 'both'],
  ['duinzicht', 'Makelaardij Duinzicht', '83.84.161.5', 5, ''],
  ['groenhof', 'Hoveniers Groenhof', '188.88.90.3', 3, 'sbc'],
  ['tenhove', 'Ten Hove Accountants', '213.124.88.14', 9, 'both'],
  ['veersepoort', 'Hotel De Veerse Poort', '62.45.66.12', 12, 'sbc'],
  ['kuipers', 'Transport Kuipers', '94.209.33.80', 7, 'server'],
  ['lindenhof', 'Fysiotherapie Lindenhof', '80.100.57.61', 4, 'sbc'],
  ['zonnewijzer', 'Basisschool De Zonnewijzer', '31.151.12.40', 6, 'sbc'],
  ['noordkaap', 'Installatiebedrijf Noordkaap', '86.90.12.101', 6, 'both'],
];

/** The twelve customers of the simulated reseller. */
export const demoCustomers: readonly DemoCustomer[] = rows.map(([id, name, office, phones, more], index) => ({
  id,
  name,
  office,
  accounts: Array.from({ length: phones }, (_, phone) => String(201 + phone)),
  pbx: { host: `pbx-${id}`, address: `192.0.2.${10 + index}` },
  ...((more === 'sbc' || more === 'both') && { sbc: { captureId: 2101 + index, address: `198.51.100.${10 + index}` } }),
  ...((more === 'server' || more === 'both') && { server: { host: `srv-${id}` } }),
}));

/** Their tenants. The app stores these before the demo starts. */
export const demoTenants: readonly Tenant[] = demoCustomers.map(({ id, name }) => ({ id, name, timeZone: zone }));

/** What they have, one to three each. */
export const demoAssets: readonly Asset[] = demoCustomers.flatMap(({ id, name, pbx, sbc, server }) => [
  { id: pbx.host, tenant: id, name: `PBX ${name}`, kind: 'pbx' as const },
  ...(sbc ? [{ id: `sbc-${id}`, tenant: id, name: `SBC ${name}`, kind: 'sbc' as const }] : []),
  ...(server ? [{ id: server.host, tenant: id, name: `Server ${name}`, kind: 'server' as const }] : []),
]);

/** The ways in: syslog known by its HOSTNAME, HEP by its capture id. */
export const demoSources: readonly Source[] = demoCustomers.flatMap(({ id, name, pbx, sbc, server }) => {
  const common = { tenant: id, timeZone: zone, format: 'auto', discovered: false };
  return [
    {
      ...common,
      id: `demo-${pbx.host}`,
      asset: pbx.host,
      name: `PBX ${name}`,
      kind: 'syslog',
      match: { hostname: pbx.host },
    },
    ...(sbc
      ? [
          {
            ...common,
            id: `demo-sbc-${id}`,
            asset: `sbc-${id}`,
            name: `SBC ${name}`,
            kind: 'hep' as const,
            match: { captureId: sbc.captureId },
          },
        ]
      : []),
    ...(server
      ? [
          {
            ...common,
            id: `demo-${server.host}`,
            asset: server.host,
            name: `Server ${name}`,
            kind: 'syslog' as const,
            match: { hostname: server.host },
          },
        ]
      : []),
  ] satisfies Source[];
});
