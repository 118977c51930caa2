import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { planEditionQuery, planFieldsQuery, planQuery } from '../../api/plan-queries.ts';
import { useMay } from '../../api/use-session.ts';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { ViewTabs } from '../../parts/view-tabs.tsx';
import { CopyView } from './copy-view.tsx';
import { Downloads } from './downloads.tsx';
import { EditView } from './edit/edit-view.tsx';
import { EditionsView } from './editions-view.tsx';
import { partsOf } from './plan-parts.ts';
import { Imprint } from './read/imprint.tsx';
import { PlanReading } from './read/plan-reading.tsx';
import { ReadersView } from './readers-view.tsx';
import { ReviewsView } from './reviews-view.tsx';
import { StandingPanel } from './standing-panel.tsx';
import './plan.css';

const views = ['read', 'edit', 'editions', 'readers', 'reviews', 'copy'] as const;
type View = (typeof views)[number];

/** The incident response plan: read first, then everything that keeps it right. */
export function PlanPage() {
  const { t } = useTranslation();
  const may = useMay();
  const search = useSearch({ from: '/shell/plan' });
  const standing = useQuery(planQuery);
  const asked: View = views.find((one) => one === search.view) ?? 'read';
  return (
    <Answer of={standing} rows={8}>
      {(now) => {
        // Only a draft can be written in.
        const mayWrite = may('plan:write') && now.open?.state === 'draft';
        const view = asked === 'edit' && !mayWrite ? 'read' : asked;
        const shown = Number(search.edition) || (now.inForce ?? now.open)?.edition || 1;
        // People write in the one that is worked on, whatever they were reading.
        const edition = view === 'edit' && now.open ? now.open.edition : shown;
        return (
          <>
            <PageHeader tab={t('plan.title')} title={t('plan.title')} aside={t('plan.edition', { edition })}>
              <Downloads edition={edition} language={(now.inForce ?? now.open)?.language ?? 'nl'} />
            </PageHeader>
            <ViewTabs
              label={t('plan.views')}
              to="/plan"
              chosen={view}
              views={views
                .filter((one) => one !== 'edit' || mayWrite)
                .map((id) => ({ id, name: t(`plan.view-${id}`) }))}
            />
            <div className="stack loose">
              <StandingPanel standing={now} edition={edition} />
              {view === 'read' && <Reading edition={edition} />}
              {view === 'edit' && now.open && <EditView edition={now.open.edition} />}
              {view === 'editions' && <EditionsView standing={now} />}
              {view === 'readers' && <ReadersView standing={now} />}
              {view === 'reviews' && <ReviewsView standing={now} />}
              {view === 'copy' && <CopyView copy={now.copy} />}
            </div>
          </>
        );
      }}
    </Answer>
  );
}

function Reading({ edition }: { edition: number }) {
  const plan = useQuery(planEditionQuery(edition));
  const fields = useQuery(planFieldsQuery);
  return (
    <Answer of={fields} rows={8}>
      {(all) => (
        <Answer of={plan} rows={8}>
          {(one) => (
            <>
              <Imprint plan={one} />
              <PlanReading plan={one.plan} parts={partsOf(all)} />
            </>
          )}
        </Answer>
      )}
    </Answer>
  );
}
