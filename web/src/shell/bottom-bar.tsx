import { Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { attention } from '../api/attention.ts';
import { overviewQuery } from '../api/queries.ts';
import { useSession } from '../api/use-session.ts';
import { IconDots } from '../parts/icons.ts';
import { NavLinks } from './nav-links.tsx';
import { pagesOf } from './pages.ts';
import { Preferences } from './preferences.tsx';
import { useTenant } from './use-tenant.ts';

/** The menu under the thumb, for a phone. */
export function BottomBar() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const shown = pagesOf(useSession());
  const overview = useQuery(overviewQuery(useTenant())).data;
  const waiting = overview ? attention(overview) : { open: 0, urgent: 0 };
  return (
    <>
      <nav className="bw-bottombar" aria-label={t('shell.navigation')}>
        {shown.slice(0, 4).map((page) => (
          <Link
            key={page.to}
            to={page.to}
            activeOptions={{ exact: page.to === '/', includeSearch: false }}
            className="bw-bottom-link"
          >
            <page.icon size={21} stroke={1.6} aria-hidden />
            <span>{t(page.name)}</span>
            {page.to === '/alerts' && waiting.open > 0 && (
              <span className={`bw-bottom-count ${waiting.urgent > 0 ? 'red' : 'amber'}`}>{waiting.open}</span>
            )}
          </Link>
        ))}
        <button type="button" className="bw-bottom-link" onClick={() => setOpen(true)}>
          <IconDots size={21} stroke={1.6} aria-hidden />
          <span>{t('shell.more')}</span>
        </button>
      </nav>
      <Drawer opened={open} onClose={() => setOpen(false)} position="bottom" size="auto" title={t('shell.more')}>
        <div className="stack">
          <NavLinks onGo={() => setOpen(false)} />
          <Preferences />
        </div>
      </Drawer>
    </>
  );
}
