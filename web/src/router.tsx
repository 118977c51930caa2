import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { readSearch, writeSearch } from './address-bar.ts';
import { sessionQuery } from './api/queries.ts';
import { Crash } from './shell/crash.tsx';
import { NotFound } from './shell/not-found.tsx';
import { isPortal } from './shell/pages.ts';
import { Shell } from './shell/shell.tsx';

/** Picks the named parameters out of an address, as text; whatever else stands there is dropped. */
function texts<K extends string>(...keys: readonly K[]) {
  return (search: Record<string, unknown>): Partial<Record<K, string>> => {
    const found: Partial<Record<K, string>> = {};
    for (const key of keys) if (typeof search[key] === 'string' && search[key] !== '') found[key] = search[key];
    return found;
  };
}

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  validateSearch: texts('tenant'),
  // The chosen customer stays while you go from page to page.
  search: { middlewares: [retainSearchParams(['tenant'])] },
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Crash,
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: texts('token'),
  component: lazyRouteComponent(() => import('./pages/entry/setup-page.tsx'), 'SetupPage'),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: texts('next', 'error'),
  component: lazyRouteComponent(() => import('./pages/entry/sign-in-page.tsx'), 'SignInPage'),
});

const enrol = createRoute({
  getParentRoute: () => root,
  path: '/enrol',
  validateSearch: texts('next'),
  component: lazyRouteComponent(() => import('./pages/entry/enrol-page.tsx'), 'EnrolPage'),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  validateSearch: texts('token'),
  component: lazyRouteComponent(() => import('./pages/entry/invitation-page.tsx'), 'InvitationPage'),
});
const forgotten = createRoute({
  getParentRoute: () => root,
  path: '/forgotten-password',
  component: lazyRouteComponent(() => import('./pages/entry/forgotten-page.tsx'), 'ForgottenPage'),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  validateSearch: texts('token'),
  component: lazyRouteComponent(() => import('./pages/entry/reset-page.tsx'), 'ResetPage'),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (session.setupNeeded) throw redirect({ to: '/setup' });
    const search = location.href === '/' ? {} : { next: location.href };
    if (!session.user || session.mfa === 'verify') throw redirect({ to: '/sign-in', search });
    if (session.mfa === 'enrol') throw redirect({ to: '/enrol', search });
  },
  component: Shell,
  errorComponent: Crash,
  notFoundComponent: NotFound,
});

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
});
const alerts = createRoute({
  getParentRoute: () => shell,
  path: '/alerts',
  validateSearch: texts('state', 'severity', 'rule', 'q'),
  component: lazyRouteComponent(() => import('./pages/alerts/alerts-page.tsx'), 'AlertsPage'),
});
const alert = createRoute({
  getParentRoute: () => shell,
  path: '/alerts/$id',
  component: lazyRouteComponent(() => import('./pages/alert/alert-page.tsx'), 'AlertPage'),
});
const blocks = createRoute({
  getParentRoute: () => shell,
  path: '/blocks',
  validateSearch: texts('state', 'q'),
  component: lazyRouteComponent(() => import('./pages/blocks/blocks-page.tsx'), 'BlocksPage'),
});
const sources = createRoute({
  getParentRoute: () => shell,
  path: '/sources',
  validateSearch: texts('q'),
  component: lazyRouteComponent(() => import('./pages/sources/sources-page.tsx'), 'SourcesPage'),
});
const connect = createRoute({
  getParentRoute: () => shell,
  path: '/sources/connect',
  validateSearch: texts('product'),
  component: lazyRouteComponent(() => import('./pages/connect/connect-page.tsx'), 'ConnectPage'),
});
const source = createRoute({
  getParentRoute: () => shell,
  path: '/sources/$id',
  component: lazyRouteComponent(() => import('./pages/source/source-page.tsx'), 'SourcePage'),
});
const rules = createRoute({
  getParentRoute: () => shell,
  path: '/rules',
  validateSearch: texts('q'),
  component: lazyRouteComponent(() => import('./pages/rules/rules-page.tsx'), 'RulesPage'),
});
const rule = createRoute({
  getParentRoute: () => shell,
  path: '/rules/$id',
  validateSearch: texts('backtest'),
  component: lazyRouteComponent(() => import('./pages/rule/rule-page.tsx'), 'RulePage'),
});
const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  validateSearch: texts('q', 'role'),
  component: lazyRouteComponent(() => import('./pages/people/people-page.tsx'), 'PeoplePage'),
});
const person = createRoute({
  getParentRoute: () => shell,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('./pages/people/person-page.tsx'), 'PersonPage'),
});
const profile = createRoute({
  getParentRoute: () => shell,
  path: '/profile',
  validateSearch: texts('error'),
  component: lazyRouteComponent(() => import('./pages/profile/profile-page.tsx'), 'ProfilePage'),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  validateSearch: texts('section'),
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
});
const customers = createRoute({
  getParentRoute: () => shell,
  path: '/customers',
  validateSearch: texts('q', 'state', 'sort'),
  beforeLoad: ({ context }) => {
    const session = context.client.getQueryData(sessionQuery.queryKey);
    if (isPortal(session)) throw redirect({ to: '/customers/$id', params: { id: session!.user!.tenant } });
  },
  component: lazyRouteComponent(() => import('./pages/customers/customers-page.tsx'), 'CustomersPage'),
});
const customer = createRoute({
  getParentRoute: () => shell,
  path: '/customers/$id',
  component: lazyRouteComponent(() => import('./pages/customers/customer-page.tsx'), 'CustomerPage'),
});
const customerCalls = createRoute({
  getParentRoute: () => shell,
  path: '/customers/$id/calls',
  validateSearch: texts('payer', 'country'),
  component: lazyRouteComponent(() => import('./pages/calls/profile/customer-calls-page.tsx'), 'CustomerCallsPage'),
});
const geo = createRoute({
  getParentRoute: () => shell,
  path: '/geo',
  validateSearch: texts('view', 'q', 'service', 'site', 'asset', 'at', 'hours', 'verdict', 'sort'),
  component: lazyRouteComponent(() => import('./pages/geo/geo-page.tsx'), 'GeoPage'),
});
const geoPolicy = createRoute({
  getParentRoute: () => shell,
  path: '/geo/policies/$id',
  validateSearch: texts('template', 'countries', 'verdict', 'service'),
  component: lazyRouteComponent(() => import('./pages/geo/policies/policy-page.tsx'), 'PolicyPage'),
});
const calls = createRoute({
  getParentRoute: () => shell,
  path: '/calls',
  validateSearch: texts('view', 'state', 'verdict', 'abroad', 'q', 'alert', 'country', 'payer', 'span'),
  component: lazyRouteComponent(() => import('./pages/calls/calls-page.tsx'), 'CallsPage'),
});
const incidents = createRoute({
  getParentRoute: () => shell,
  path: '/incidents',
  validateSearch: texts('state', 'severity', 'drill', 'q'),
  component: lazyRouteComponent(() => import('./pages/incidents/incidents-page.tsx'), 'IncidentsPage'),
});
const incident = createRoute({
  getParentRoute: () => shell,
  path: '/incidents/$id',
  validateSearch: texts('view', 'kind'),
  component: lazyRouteComponent(() => import('./pages/incident/incident-page.tsx'), 'IncidentPage'),
});
const wall = createRoute({
  getParentRoute: () => shell,
  path: '/wall',
  component: lazyRouteComponent(() => import('./pages/wall/wall-page.tsx'), 'WallPage'),
});
const plan = createRoute({
  getParentRoute: () => shell,
  path: '/plan',
  validateSearch: texts('view', 'edition', 'part'),
  component: lazyRouteComponent(() => import('./pages/plan/plan-page.tsx'), 'PlanPage'),
});
const playbooks = createRoute({
  getParentRoute: () => shell,
  path: '/playbooks',
  validateSearch: texts('view', 'q', 'type', 'language', 'state'),
  component: lazyRouteComponent(() => import('./pages/playbooks/playbooks-page.tsx'), 'PlaybooksPage'),
});
const playbook = createRoute({
  getParentRoute: () => shell,
  path: '/playbooks/$id',
  validateSearch: texts('view', 'version', 'step'),
  component: lazyRouteComponent(() => import('./pages/playbook/playbook-page.tsx'), 'PlaybookPage'),
});
const run = createRoute({
  getParentRoute: () => shell,
  path: '/runs/$id',
  validateSearch: texts('step'),
  component: lazyRouteComponent(() => import('./pages/run/run-page.tsx'), 'RunPage'),
});
const onCall = createRoute({
  getParentRoute: () => shell,
  path: '/on-call',
  validateSearch: texts('view', 'roster', 'person', 'at'),
  component: lazyRouteComponent(() => import('./pages/on-call/on-call-page.tsx'), 'OnCallPage'),
});
const apiDocs = createRoute({
  getParentRoute: () => shell,
  path: '/api-docs',
  validateSearch: texts('q'),
  component: lazyRouteComponent(() => import('./pages/api-docs/api-docs-page.tsx'), 'ApiDocsPage'),
});
const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: texts('span', 'kind', 'action', 'q', 'object', 'objectKind'),
  component: lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
});
const search = createRoute({
  getParentRoute: () => shell,
  path: '/search',
  validateSearch: texts('q', 'ip', 'user', 'country', 'outcome', 'action', 'source', 'from', 'to'),
  component: lazyRouteComponent(() => import('./pages/search/search-page.tsx'), 'SearchPage'),
});

const elsewhere = createRoute({ getParentRoute: () => shell, path: '$', component: NotFound });

const tree = root.addChildren([
  setup,
  signIn,
  enrol,
  invitation,
  forgotten,
  reset,
  shell.addChildren([
    overview,
    alerts,
    alert,
    blocks,
    sources,
    connect,
    source,
    rules,
    rule,
    people,
    person,
    profile,
    settings,
    customers,
    customer,
    customerCalls,
    calls,
    geo,
    geoPolicy,
    incidents,
    incident,
    wall,
    plan,
    playbooks,
    playbook,
    run,
    onCall,
    apiDocs,
    audit,
    search,
    elsewhere,
  ]),
]);

/** The pages and their addresses. Parameters stand in the address as plain text. */
export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    parseSearch: readSearch,
    stringifySearch: writeSearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: Crash,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
