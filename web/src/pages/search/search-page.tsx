import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { looksLikeAddress } from '../../acts/address.ts';
import { eventsQuery, tenantsQuery } from '../../api/queries.ts';
import { Empty } from '../../parts/empty.tsx';
import { EventTable } from '../../parts/events/event-table.tsx';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ListFoot } from '../../parts/table/list-foot.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { FoundAlerts } from './found-alerts.tsx';
import { FoundBlocks } from './found-blocks.tsx';
import { SearchFilters } from './search-filters.tsx';
import './search.css';

/** Everything known of an address, account, number or country: alerts, blocks, and the events behind every figure. */
export function SearchPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const tenant = useTenant();
  const { q, ip, user, country, outcome, action, source, from, to } = useSearch({ from: '/shell/search' });
  const single = q && looksLikeAddress(q) && !q.includes('/') ? q : undefined;
  const events = useInfiniteQuery(
    eventsQuery({
      ...(single ? { ip: single } : { q, ip }),
      user,
      country,
      outcome,
      action,
      source,
      from,
      to,
      tenant,
    }),
  );
  const text = q ?? ip ?? user;
  const customers =
    useQuery(tenantsQuery).data?.filter((one) => q && one.name.toLowerCase().includes(q.toLowerCase())) ?? [];
  const rows = events.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHeader title={text ? t('search.results', { query: text }) : t('search.events')} />
      <SearchFilters
        filters={{ q, ip, user, country, outcome, source, from, to }}
        onChange={(change) => void navigate({ to: '/search', search: (old) => ({ ...old, ...change }), replace: true })}
      />
      {customers.length > 0 && (
        <Panel title={t('search.customers')}>
          <div className="row wrap">
            {customers.map((one) => (
              <Link key={one.id} to="/" search={{ tenant: one.id }}>
                {one.name}
              </Link>
            ))}
          </div>
        </Panel>
      )}
      {text && <FoundAlerts q={text} />}
      {text && <FoundBlocks q={text} />}
      <Panel id="events" title={t('search.events')} aside={t('search.eventsHelp')} flush>
        <Answer of={events} rows={8}>
          {(data) =>
            rows.length === 0 ? (
              <Empty title={t('search.eventsEmpty')} text={t('search.nothingText')} />
            ) : (
              <>
                <EventTable events={rows} label={t('search.events')} />
                <ListFoot
                  shown={rows.length}
                  total={data.pages[0]?.total ?? rows.length}
                  more={events.hasNextPage ? () => void events.fetchNextPage() : undefined}
                  busy={events.isFetchingNextPage}
                />
              </>
            )
          }
        </Answer>
      </Panel>
    </>
  );
}
