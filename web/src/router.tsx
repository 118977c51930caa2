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
  validateSearch: texts('next'),
  component: lazyRouteComponent(() => import('./pages/entry/sign-in-page.tsx'), 'SignInPage'),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (session.setupNeeded) throw redirect({ to: '/setup' });
    if (!session.user) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
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
const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  validateSearch: texts('section'),
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
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
    settings,
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
