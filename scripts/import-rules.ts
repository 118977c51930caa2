/**
 * The one-way flow of docs/architecture.md as rules. `scripts/check-imports.ts` also runs them over a planted bad
 * fixture that must fail, so that a check which silently reads nothing cannot pass.
 */
const rooms = [
  'ingest',
  'enrich',
  'detect',
  'decide',
  'enforce',
  'respond',
  'notify',
  'improve',
  'prove',
  'store',
  'bus',
  'api',
  'cli',
];
const notTest = '\\.test\\.ts$';

const roomsAreStrangers = rooms.map((room) => ({
  name: `room-${room}-imports-only-core`,
  comment: 'Rooms know core and themselves. What one room needs of another is a port that app fills in.',
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: notTest },
  to: { path: '^(src|web|test|bench|scripts)/', pathNot: `^src/(core|${room})/` },
}));

const siblings = ['ingest/formats', 'ingest/sources', 'enrich/enrichers', 'enforce/enforcers', 'notify/channels'].map(
  (family) => ({
    name: `siblings-in-${family.replace('/', '-')}-are-strangers`,
    comment: 'One folder can be added or removed without touching another.',
    severity: 'error',
    from: { path: `^src/${family}/([^/]+)/`, pathNot: notTest },
    to: { path: `^src/${family}/[^/]+/`, pathNot: `^src/${family}/$1/` },
  }),
);

export default {
  forbidden: [
    {
      name: 'core-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/core/', pathNot: notTest },
      to: { path: '^(src|web|test|bench|scripts)/', pathNot: '^src/core/' },
    },
    {
      name: 'pure-rooms-know-no-world',
      comment: 'core, detect and decide are pure: no clock, disk, network or packages but the two that read rules.',
      severity: 'error',
      from: { path: '^src/(core|detect|decide)/', pathNot: notTest },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
        pathNot: 'node_modules/(yaml|re2js)/',
      },
    },
    ...roomsAreStrangers,
    ...siblings,
    {
      name: 'only-app-wires',
      severity: 'error',
      from: { path: '^src/', pathNot: `(^src/(app|main)|${notTest})` },
      to: { path: '^src/app/' },
    },
    {
      name: 'web-talks-http',
      comment: 'The web app may take types from the API schemas, nothing that runs.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^src/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'geojson and topojson-specification are types without code.',
      severity: 'error',
      from: { path: '^(src|web/src)/' },
      to: { couldNotResolve: true, pathNot: '^(geojson|topojson-specification)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
    exclude: { path: '(^|/)dist/' },
  },
};
