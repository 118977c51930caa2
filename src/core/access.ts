/** What somebody may do. Every route of the API names the one it needs. */
export const permissions = [
  'overview:read',
  'alerts:read',
  'alerts:act',
  'decisions:read',
  'decisions:act',
  'decisions:mass',
  'events:read',
  'sources:read',
  'sources:write',
  'rules:read',
  'rules:write',
  'settings:read',
  'settings:write',
  'guards:lift',
  'enforcers:write',
  'customers:read',
  'customers:write',
  'customers:erase',
  'data:export',
  'people:read',
  'people:write',
  'tokens:read',
  'tokens:write',
  'audit:read',
  'audit:export',
  'system:read',
  'backup:make',
  'backup:restore',
  'holds:write',
  'calls:read',
  /** Stops and their undoing. */
  'calls:stop',
  /** What holds for the calls of a customer, rate decks, number lists, sources of calls. */
  'calls:write',
  /** Asks about a call that is about to be made; for dial plans and SBCs. */
  'calls:authorise',
  'geo:read',
  /** Policies, groups, corrections, data, reviews. */
  'geo:write',
  /** The attack modes: shutting doors for a while, and opening them. */
  'geo:attack',
  'incidents:read',
  /** Opens one, without anything else. */
  'incidents:open',
  /** Leads, assigns, works on and closes incidents. */
  'incidents:write',
  /** Measures on the network out of an incident: blocks, stops, diversions, and their undoing. */
  'measures:act',
  'plan:read',
  'plan:write',
  'plan:approve',
  'playbooks:read',
  'playbooks:write',
  /** Starts, answers and stops runs. */
  'playbooks:run',
  'on-call:read',
  /** Rosters, escalation, ways to reach people. Everybody may change their own. */
  'on-call:write',
  /** Anybody who is signed in: the own profile and sessions. */
  'self',
] as const;
export type Permission = (typeof permissions)[number];

/** What people are. The last two belong to a customer and see only that customer. */
export const roles = ['owner', 'engineer', 'coordinator', 'auditor', 'customer-manager', 'customer-viewer'] as const;
export type Role = (typeof roles)[number];

/** Whether a role is one of a customer's own people. */
export function isCustomerRole(role: Role): boolean {
  return role === 'customer-manager' || role === 'customer-viewer';
}

const customerViewer: readonly Permission[] = [
  'overview:read',
  'alerts:read',
  'decisions:read',
  'sources:read',
  'customers:read',
  'calls:read',
  'incidents:read',
  'self',
];
/** Reads everything, changes nothing. */
const auditor = permissions.filter((name) => name.endsWith(':read') || name === 'audit:export' || name === 'self');
/** Not for an engineer: access of people and machines, the record, and taking everything out or putting it back. */
const notForEngineers = new Set<Permission>([
  'customers:erase',
  'data:export',
  'people:write',
  'tokens:write',
  'audit:export',
  'backup:restore',
  'holds:write',
]);

const granted: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(permissions),
  engineer: new Set(permissions.filter((name) => !notForEngineers.has(name))),
  coordinator: new Set([
    ...auditor,
    ...(['alerts:act', 'decisions:act', 'calls:stop', 'geo:attack', 'holds:write'] as const),
    ...(['incidents:open', 'incidents:write', 'measures:act', 'plan:write', 'plan:approve'] as const),
    ...(['playbooks:write', 'playbooks:run', 'on-call:write'] as const),
  ]),
  auditor: new Set(auditor),
  'customer-manager': new Set([
    ...customerViewer,
    'events:read',
    'audit:read',
    'people:read',
    'people:write',
    'incidents:open',
  ]),
  'customer-viewer': new Set(customerViewer),
};

/** What people of a role may do. */
export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return granted[role];
}

/** What a token of a customer may do at most: nothing that steers the whole installation. */
export const customerTokenPermissions: ReadonlySet<Permission> = new Set([
  ...granted['customer-manager'],
  'alerts:act',
  'decisions:act',
  'calls:stop',
  'calls:authorise',
  'sources:write',
  'rules:read',
]);
