import type { Permission, Session } from '../api/types.ts';
import { isCustomerRole, may } from '../api/use-session.ts';
import {
  IconAntenna,
  IconBan,
  IconBell,
  IconBook2,
  IconBuilding,
  IconCalendarUser,
  IconFileText,
  IconLayoutDashboard,
  IconListCheck,
  IconPhoneCall,
  IconSettings,
  IconSitemap,
  IconUrgent,
  IconUsers,
  IconWorld,
} from '../parts/icons.ts';

/** The pages of the menu, in order, with the letter that goes there after `g` and what one must be allowed for it. */
export const pages = [
  { to: '/', name: 'shell.overview', key: 'o', icon: IconLayoutDashboard, group: undefined, needs: 'overview:read' },
  { to: '/alerts', name: 'shell.alerts', key: 'a', icon: IconBell, group: undefined, needs: 'alerts:read' },
  {
    to: '/incidents',
    name: 'shell.incidents',
    key: 'n',
    icon: IconUrgent,
    group: undefined,
    needs: 'incidents:read',
  },
  { to: '/blocks', name: 'shell.blocks', key: 'b', icon: IconBan, group: undefined, needs: 'decisions:read' },
  { to: '/calls', name: 'shell.calls', key: 'k', icon: IconPhoneCall, group: undefined, needs: 'calls:read' },
  { to: '/geo', name: 'shell.geo', key: 'w', icon: IconWorld, group: undefined, needs: 'geo:read' },
  { to: '/plan', name: 'shell.plan', key: 'y', icon: IconBook2, group: 'prepare', needs: 'plan:read' },
  { to: '/playbooks', name: 'shell.playbooks', key: 'h', icon: IconSitemap, group: 'prepare', needs: 'playbooks:read' },
  { to: '/on-call', name: 'shell.onCall', key: 'd', icon: IconCalendarUser, group: 'prepare', needs: 'on-call:read' },
  { to: '/sources', name: 'shell.sources', key: 's', icon: IconAntenna, group: 'prepare', needs: 'sources:read' },
  { to: '/rules', name: 'shell.rules', key: 'r', icon: IconListCheck, group: 'prepare', needs: 'rules:read' },
  {
    to: '/customers',
    name: 'shell.customers',
    key: 'c',
    icon: IconBuilding,
    group: 'account',
    needs: 'customers:read',
  },
  { to: '/audit', name: 'shell.audit', key: 'l', icon: IconFileText, group: 'account', needs: 'audit:read' },
  { to: '/people', name: 'shell.people', key: 'p', icon: IconUsers, group: 'manage', needs: 'people:read' },
  { to: '/settings', name: 'shell.settings', key: 'i', icon: IconSettings, group: 'manage', needs: 'settings:read' },
] as const satisfies readonly { needs: Permission; [more: string]: unknown }[];

type Listed = (typeof pages)[number];
export interface ShellPage extends Omit<Listed, 'name'> {
  readonly name: Listed['name'] | 'shell.ownCustomer';
}

/** What this person finds in the menu. In a portal there is one customer, and its page stands for the list. */
export function pagesOf(session: Session | undefined): readonly ShellPage[] {
  const permitted = pages.filter(({ needs }) => may(session, needs));
  if (!isPortal(session)) return permitted;
  return permitted.map((page) => (page.to === '/customers' ? { ...page, name: 'shell.ownCustomer' } : page));
}

/** Pages below the ones of the menu that need more, or something else, than the page they hang under. */
const deeper: readonly { path: RegExp; needs: Permission }[] = [
  { path: /^\/wall$/, needs: 'incidents:read' },
  { path: /^\/runs\/[^/]+$/, needs: 'playbooks:read' },
  { path: /^\/sources\/connect$/, needs: 'sources:write' },
  { path: /^\/customers\/[^/]+\/calls$/, needs: 'calls:read' },
  { path: /^\/search$/, needs: 'events:read' },
];

/** Whether the person may open a page; pages that need nothing of their own are open to everybody who is signed in. */
export function mayOpen(session: Session | undefined, path: string): boolean {
  const rule =
    deeper.find((one) => one.path.test(path)) ??
    pages.find(({ to }) => to !== '/' && (path === to || path.startsWith(`${to}/`)));
  return rule ? may(session, rule.needs) : true;
}

/** The customer's portal has no customers to choose from. */
export function isPortal(session: Session | undefined): boolean {
  return session?.user?.role !== undefined && isCustomerRole(session.user.role);
}
