import type { Overrides } from './synthetic-rows.ts';

const address = (n: number) => `203.0.113.${n * 10}`;
const json = (value: unknown) => JSON.stringify(value);

const emptyReport = { lines: 0, taken: 0, refused: 0, replaced: 0, rounded: 0, ignored: [], troubles: [] };
const emptySetup = {
  ...{ host: 'pbx.example.net', port: 5038, tls: false, fingerprint: '', url: '', user: '', path: '', format: '' },
  ...{
    ca: '',
    insecure: false,
    timeZone: '',
    fields: [],
    mapping: null,
    peers: [],
    trunks: [],
    domain: '',
    control: false,
  },
};

const emptyPlaybook = {
  ...{
    type: 'playbook',
    spec_version: 'cacao-2.0',
    id: 'playbook--00000000-0000-4000-8000-000000000000',
    name: 'Walk',
  },
  ...{ created_by: 'identity--00000000-0000-4000-8000-000000000000', workflow: {} },
  ...{ created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z' },
};
const endedRun = {
  ...{ id: 'run', state: 'done', startedAt: 1, endedAt: 2, now: 2, active: [], visits: [] },
  scopes: { '': { book: 0, values: {} } },
};

/**
 * What rows of two made-up customers hold where the type of a column does not tell. A new table needs an entry only when its
 * checks refuse what syntheticRow puts there, or when the API reads a column as more than text.
 */
export const tenantRows: Overrides = {
  tenant: { kind: 'customer', state: 'active', time_zone: 'Europe/Amsterdam', language: 'nl' },
  auth_user: { role: 'customer-manager', state: 'active', language: 'nl', timeZone: 'Europe/Amsterdam' },
  auth_session: { mfa: 'totp' },
  invitation: { role: 'customer-manager', language: 'nl' },
  asset: { kind: 'pbx', addresses: (n: number) => [`198.51.100.${n * 16}/28`] },
  source: {
    kind: 'syslog',
    match: (n: number) => json({ address: address(n) }),
    format: 'asterisk',
    time_zone: 'Europe/Amsterdam',
  },
  event: {
    source_ip: address,
    destination_ip: '192.0.2.1',
    outcome: 'failure',
    transport: 'udp',
    country: 'NL',
    action: 'sip-auth',
  },
  rollup_minute: { country: 'NL', outcome: 'failure' },
  rollup_hour: { country: 'NL', outcome: 'failure' },
  address_activity: { address, country: 'NL' },
  site: { address, country: 'NL' },
  alert: {
    severity: 4,
    state: 'open',
    source_ip: address,
    country: 'NL',
    evidence: '[]',
    calls: null,
    response: json({ action: 'alert', durationS: 60, ceilingS: 60 }),
  },
  decision: { action: 'block', scope: 'ip', value: address, state: 'lifted', guards: '[]', country: 'NL' },
  decision_change: { state: 'lifted' },
  decision_enforcer: { state: 'lifted' },
  rule_mode: { mode: 'report-only' },
  recipient: { kind: 'mail', language: 'nl', minimum_severity: 3 },
  outbox: { state: 'delivered' },
  token: { kind: 'api' },
  backtest: { state: 'done', alerts: '[]' },
  customer_number_range: {
    first_number: (n: number) => 31_201_230_000 + n * 100,
    last_number: (n: number) => 31_201_230_099 + n * 100,
  },
  customer_site: { country: 'NL', time_zone: 'Europe/Amsterdam' },
  opening_hours: { weekday: 1, opens: '09:00', closes: '17:00' },
  address_claim: { range: (n: number) => `198.51.100.${n * 16}/28`, shared: 0, exclusive: true },
  customer_erasure: { state: 'done', counts: '{}', actor: '{}' },
  keeping: { name: 'retention', value: '{}' },
  idempotency: { state: 'done' },
  call: {
    start_time: (n: number) => Date.now() - n * 60_000,
    answer_time: (n: number) => Date.now() - n * 60_000,
    end_time: (n: number) => Date.now() - n * 60_000 + 1000,
    direction: 'out',
    country: 'GM',
    dialled_kind: 'international',
    destination_kind: 'mobile',
    outcome: 'answered',
    verdict: 'pass',
    reason: 'no-objection',
    week_hour: 1,
  },
  call_refusal: { country: 'GM', reason: 'stopped-account' },
  call_stop: { scope: 'account', reach: 'costly', state: 'lifted', country: 'GM', spared: '[]', controls: '[]' },
  call_settings: {
    mode: 'report-only',
    value: (n: number) => json({ trunks: [`mark-${'ab'[n - 1]}-trunk`] }),
  },
  rate_deck: { currency: 'EUR', worth: '{}', columns: '{}', report: json(emptyReport) },
  number_list: { entries: json([['220', '', 0, '']]), report: json(emptyReport) },
  geo_policy: {
    level: 'customer',
    state: 'watch',
    form: (n: number) =>
      json({
        ...{ name: `mark-${'ab'[n - 1]}-policy`, state: 'watch', proposeOn: '', reviewOn: '', owner: '', note: '' },
        ...{ scope: { level: 'customer', tenant: `tenant-${'ab'[n - 1]}`, site: '', asset: '' }, rules: [] },
      }),
  },
  // As of a policy that was removed.
  geo_policy_version: {
    form: (n: number) =>
      json({
        ...{ name: `mark-${'ab'[n - 1]}-removed`, state: 'watch', proposeOn: '', reviewOn: '', owner: '', note: '' },
        ...{ scope: { level: 'customer', tenant: `tenant-${'ab'[n - 1]}`, site: '', asset: '' }, rules: [] },
      }),
  },
  geo_group: { subjects: json(['NL']) },
  geo_group_version: { subjects: json(['NL']) },
  geo_attack: {
    kind: 'refuse-countries',
    scope: (n: number) => json({ level: 'customer', tenant: `tenant-${'ab'[n - 1]}`, site: '', asset: '' }),
    services: '[]',
    countries: json(['FR']),
    state: 'lifted',
  },
  geo_correction: { range: (n: number) => `198.51.100.${n * 16}/28`, country: 'CW', hosting: null },
  geo_review: {
    ...{ due_on: '2026-06-01', state: 'open', attack_shares: '[]' },
    facts: json({
      ...{ countedDays: 90, keptDays: 30, ageDays: 3, coverage4: 1, coverage6: 1, sources: 2, located: 1 },
    }),
  },
  geo_suggestion: { kind: 'close-country', evidence: '[]', decision: '' },
  geo_hit: { service: 'registration', country: 'FR', verdict: 'refuse' },
  geo_traffic: { service: 'registration', address, country: 'NL', outcome: 'failed' },
  geo_traffic_hour: { service: 'registration', country: 'NL', outcome: 'failed' },
  // Older five minutes are taken away while the walk goes on.
  geo_recent: {
    ...{ service: 'registration', address, country: 'NL', outcome: 'failed' },
    slot: Math.floor(Date.now() / 300_000) * 300_000,
  },
  incident: {
    severity: 3,
    titles: (n: number) => json({ nl: `mark-${'ab'[n - 1]}-titel`, en: `mark-${'ab'[n - 1]}-title` }),
    assessment: json({ impact: ['low'], urgency: ['low'] }),
    classification: 'fraud/unauthorised-use-of-resources',
    ...{
      suspected_malicious: 'yes',
      cross_border: 'no',
      opened_by: json({ id: 'system', name: '' }),
      stages: '{}',
      state: 'new',
    },
    ...{ reopened: '[]', roles: '[]', tasks: '[]', measures: '[]', alerts: '[]', merged_into: '', split_from: '' },
    impact: (n: number) =>
      json({
        ...{ customers: [`tenant-${'ab'[n - 1]}`], sites: [], assets: [], users: 0, emergencyCalling: 'no', since: 1 },
      }),
    traits: json({ addresses: [], networks: [], accounts: [], assets: [], rules: [] }),
  },
  incident_mark: { kind: 'address', value: address },
  incident_entry: { kind: 'note', about_kind: '', key: '', origin_incident: '', origin_entry: null },
  incident_words: { words: "'word'" },
  incident_chunk: { content: '\\x00' },
  on_call_roster: {
    form: (n: number) =>
      json({
        ...{ name: `mark-${'ab'[n - 1]}-roster`, zone: 'Europe/Amsterdam', holidays: [], overrides: [] },
        layers: [{ id: 'first', name: 'First', use: 'always', hours: '', rotations: [] }],
      }),
  },
  on_call_person: { form: json({ zone: 'Europe/Amsterdam', ways: [], rules: {}, quiet: '', absences: [] }) },
  on_call_policy: {
    form: (n: number) => json({ name: `mark-${'ab'[n - 1]}-policy`, steps: [], repeat: 0, silentMinutes: 0 }),
  },
  on_call_choice: { policies: '{}' },
  escalation: { phase: 'ended', wakes_at: null, state: json({ asks: [], answers: [], misses: [], phase: 'ended' }) },
  escalation_watch: { severity: 'high', over: true },
  push_device: { endpoint: (n: number) => `https://push.example/${n}` },
  on_call_message: { kind: 'message', answer: '', told: true, escalation: '' },
  playbook: { language: 'nl', draft: null, labels: '[]', active: '', offered: '' },
  playbook_version: { origin: 'edit', content: json(emptyPlaybook) },
  playbook_run: {
    ...{ state: 'done', language: 'nl', waits: '[]', wake_at: null, started_by: json({ id: 'system', name: '' }) },
    ...{ books: json([emptyPlaybook]), run: json(endedRun) },
  },
  playbook_effect: { kind: 'note', state: 'done', effect: json({ kind: 'note' }) },
  measure: {
    ...{
      action: 'block-source',
      wish: '{}',
      kind: 'block',
      state: 'undone',
      asked_by: json({ id: 'system', name: '' }),
    },
    ...{ approval: null, decided_by: null, orders: '[]', reports: '[]', trouble: null, extension: null },
    undone_by: null,
  },
  measure_settings: { approvals: '{}' },
  recovery: { phases: '[]', watch: null, watch_until: null },
  probe_target: { transport: 'udp', port: 5060, accounts: '[]' },
  call_source: { kind: 'asterisk-ami', enabled: false, value: json(emptySetup) },
};
