import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { attention } from '../api/attention.ts';
import { openIncidentsQuery } from '../api/incident-queries.ts';
import { overviewQuery } from '../api/queries.ts';
import { may, useSession } from '../api/use-session.ts';
import { useFormat } from '../i18n/use-format.ts';
import { isPortal, pagesOf } from './pages.ts';
import { useTenant } from './use-tenant.ts';

/** The menu of what this person may open, with how many alerts are open. */
export function NavLinks({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const session = useSession();
  const shown = pagesOf(session);
  // Few enough to need no headings.
  const grouped = !isPortal(session);
  const tenant = useTenant();
  const overview = useQuery(overviewQuery(tenant)).data;
  const incidents = useQuery({ ...openIncidentsQuery(tenant, 20), enabled: may(session, 'incidents:read') }).data;
  const going = incidents?.total ?? 0;
  const { open, urgent } = overview ? attention(overview) : { open: 0, urgent: 0 };
  return (
    <nav aria-label={t('shell.navigation')} className="bw-nav">
      {shown.map((page, place) => (
        <Fragment key={page.to}>
          {grouped && page.group && page.group !== shown[place - 1]?.group && (
            <div className="bw-nav-group">{t(`shell.group_${page.group}`)}</div>
          )}
          <Link
            to={page.to}
            activeOptions={{ exact: page.to === '/', includeSearch: false }}
            className="bw-nav-link"
            onClick={onGo}
          >
            <page.icon size={17} stroke={1.7} aria-hidden />
            <span>{t(page.name)}</span>
            {page.to === '/incidents' && going > 0 && (
              <span className="bw-nav-count red" title={t('incidents.overviewOpen', { count: going })}>
                <span className="sr-only">{t('incidents.overviewOpen', { count: going })}</span>
                <span aria-hidden>{format.number(going)}</span>
              </span>
            )}
            {page.to === '/alerts' && open > 0 && (
              <span
                className={`bw-nav-count ${urgent > 0 ? 'red' : 'amber'}`}
                title={t('shell.openAlerts', { count: open })}
              >
                <span className="sr-only">{t('shell.openAlerts', { count: open })}</span>
                <span aria-hidden>{format.number(open)}</span>
              </span>
            )}
          </Link>
        </Fragment>
      ))}
    </nav>
  );
}
