import { Button } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/use-session.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { ViewTabs } from '../../parts/view-tabs.tsx';
import { AttackView } from './attack/attack-view.tsx';
import { GeoDataView } from './data/geo-data-view.tsx';
import { MapView } from './map/map-view.tsx';
import { ExplainView } from './policies/explain-view.tsx';
import { PoliciesView } from './policies/policies-view.tsx';
import { ReviewView } from './review/review-view.tsx';
import './geo.css';

const views = [
  { id: 'map', name: 'geo.map', part: MapView },
  { id: 'policies', name: 'geo.policies', part: PoliciesView },
  { id: 'explain', name: 'geo.explain', part: ExplainView },
  { id: 'attack', name: 'geo.attack', part: AttackView },
  { id: 'review', name: 'geo.review', part: ReviewView },
  { id: 'data', name: 'geo.data', part: GeoDataView },
] as const;

/** Geo-blocking: from where what may come, and where calls may go. */
export function GeoPage() {
  const { t } = useTranslation();
  const may = useMay();
  const asked = useSearch({ from: '/shell/geo' }).view;
  const view = views.find((one) => one.id === asked) ?? views[0];
  return (
    <>
      <PageHeader tab={t('geo.title')} title={t('geo.title')}>
        {may('geo:attack') && view.id !== 'attack' && (
          <Button variant="filled" renderRoot={(props) => <Link {...props} to="/geo" search={{ view: 'attack' }} />}>
            {t('geo.attack')}
          </Button>
        )}
      </PageHeader>
      <ViewTabs
        label={t('geo.views')}
        to="/geo"
        views={views.map(({ id, name }) => ({ id, name: t(name) }))}
        chosen={view.id}
      />
      <div className="stack loose">
        <view.part />
      </div>
    </>
  );
}
