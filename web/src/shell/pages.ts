import { IconAntenna, IconBan, IconBell, IconLayoutDashboard, IconListCheck, IconSettings } from '../parts/icons.ts';

/** The pages of the menu, in order, with the letter that goes there after `g`. */
export const pages = [
  { to: '/', name: 'shell.overview', key: 'o', icon: IconLayoutDashboard, group: undefined },
  { to: '/alerts', name: 'shell.alerts', key: 'a', icon: IconBell, group: undefined },
  { to: '/blocks', name: 'shell.blocks', key: 'b', icon: IconBan, group: undefined },
  { to: '/sources', name: 'shell.sources', key: 's', icon: IconAntenna, group: 'shell.groupPrepare' },
  { to: '/rules', name: 'shell.rules', key: 'r', icon: IconListCheck, group: undefined },
  { to: '/settings', name: 'shell.settings', key: 'i', icon: IconSettings, group: 'shell.groupManage' },
] as const;
