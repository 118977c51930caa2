import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookWire } from '../../../../src/api/schema/playbooks.ts';
import { playbookQuery } from '../../api/playbook-queries.ts';
import { RequestError } from '../../api/problem.ts';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer, Loading } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaybookHeader } from './playbook-header.tsx';
import { ReadView } from './read/read-view.tsx';
import { VersionNotice } from './version-notice.tsx';
import '../../parts/view-tabs.css';
import './playbook.css';

/** The ways to look at a playbook; the first is the page without more. Each but the first comes when it is asked for. */
const views = [
  { id: 'read', name: 'playbooks.viewRead', part: ReadView },
  {
    id: 'graph',
    name: 'playbooks.viewGraph',
    part: lazy(async () => ({ default: (await import('./graph/graph-view.tsx')).GraphView })),
  },
  {
    id: 'edit',
    name: 'playbooks.viewEdit',
    part: lazy(async () => ({ default: (await import('./edit/edit-view.tsx')).EditView })),
  },
  {
    id: 'dry',
    name: 'playbooks.viewDry',
    part: lazy(async () => ({ default: (await import('./dry-run/dry-run-view.tsx')).DryRunView })),
  },
  {
    id: 'versions',
    name: 'playbooks.viewVersions',
    part: lazy(async () => ({ default: (await import('./versions/versions-view.tsx')).VersionsView })),
  },
  {
    id: 'runs',
    name: 'playbooks.viewRuns',
    part: lazy(async () => ({ default: (await import('./runs/runs-view.tsx')).RunsView })),
  },
] as const satisfies readonly {
  id: string;
  name: string;
  part: ComponentType<{ playbook: PlaybookWire; chosen?: string }>;
}[];

/** One playbook: read, drawn, changed, tried, compared. */
export function PlaybookPage() {
  const { id } = useParams({ from: '/shell/playbooks/$id' });
  return <Known key={id} id={id} />;
}

function Known({ id }: { id: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const { view: asked, version = '', step } = useSearch({ from: '/shell/playbooks/$id' });
  const permitted = views.filter((view) => view.id !== 'edit' || may('playbooks:write'));
  const view = permitted.find((one) => one.id === asked) ?? permitted[0]!;
  // The editor works on the draft, or on what is in use where there is none.
  const playbook = useQuery({
    ...playbookQuery(id, view.id === 'edit' ? '' : version),
    retry: (count, error) => count < 2 && !(error instanceof RequestError && [400, 404].includes(error.status)),
  });
  if (playbook.error instanceof RequestError && [400, 404].includes(playbook.error.status) && !playbook.data) {
    return (
      <>
        <PageHeader title={t('playbooks.playbook')} />
        <Panel>
          <Empty title={t('common.notFoundTitle')} text={t('playbooks.notFound')}>
            <Link to="/playbooks">{t('playbooks.title')}</Link>
          </Empty>
        </Panel>
      </>
    );
  }
  return (
    <Answer of={playbook} rows={8}>
      {(found) => (
        <>
          <PlaybookHeader playbook={found} />
          <VersionNotice playbook={found} view={view.id} />
          <nav aria-label={t('playbooks.views')} className="bw-views no-print">
            {permitted.map((one, place) => (
              <Link
                key={one.id}
                to="/playbooks/$id"
                params={{ id }}
                search={{ view: place === 0 ? undefined : one.id, version: version || undefined }}
                replace
                className={`bw-view ${one.id === view.id ? 'chosen' : ''}`}
                aria-current={one.id === view.id ? 'page' : undefined}
              >
                {t(one.name)}
              </Link>
            ))}
          </nav>
          <div className="stack loose">
            <Suspense fallback={<Loading rows={8} />}>
              <view.part playbook={found} chosen={step} />
            </Suspense>
          </div>
        </>
      )}
    </Answer>
  );
}
