import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { GeoStanding } from '../../../../../src/api/schema/geo.ts';
import { geoStandingQuery } from '../../../api/geo-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Ago } from '../../../parts/time.tsx';
import { visibleText } from '../../../parts/visible-text.ts';

/** One line: whether the kernel does what the policies say, and how old the data are. */
export function StandingLine() {
  const { t } = useTranslation();
  const standing = useQuery({ ...geoStandingQuery, refetchInterval: 30_000 }).data;
  if (!standing) return <p className="bw-geo-map-standing" />;
  const { kernel, enforced, watching } = standing;
  return (
    <p className="bw-geo-map-standing" role="status">
      <KernelMark standing={standing} />
      {kernel.present && kernel.checkedAt && (
        <span className="dim">
          {t('geoMap.standingChecked')} <Ago at={kernel.checkedAt} />
          {kernel.lastChangeMs !== null && `, ${t('geoMap.standingChange', { ms: Math.round(kernel.lastChangeMs) })}`}
        </span>
      )}
      <Link to="/geo" search={{ view: 'policies' }} className="plain dim">
        {t('geoMap.standingPolicies', { enforced, watching })}
      </Link>
      <DataMark data={standing.data} />
    </p>
  );
}

function KernelMark({ standing }: { standing: GeoStanding }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { kernel, enforced, attacks } = standing;
  if (!kernel.present) return <Mark tone="amber">{t('geoMap.standingNone')}</Mark>;
  if (kernel.drift) return <Mark tone="red">{t('geoMap.standingDrift', { detail: visibleText(kernel.drift) })}</Mark>;
  // Nothing is loaded before something asks for it.
  if (kernel.loadedAt === null && !kernel.detail && enforced + attacks === 0)
    return <Mark tone="dim">{t('geoMap.standingEmpty')}</Mark>;
  if (!kernel.ok) return <Mark tone="red">{t('geoMap.standingBad', { detail: visibleText(kernel.detail) })}</Mark>;
  return (
    <Mark tone="green">
      {t('geoMap.standingOk', { count: kernel.lanes, prefixes: format.number(kernel.prefixes) })}
    </Mark>
  );
}

function DataMark({ data }: { data: GeoStanding['data'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const age = data.ageDays === null ? '' : format.duration(data.ageDays * 86_400);
  return (
    <Link to="/geo" search={{ view: 'data' }} className="plain">
      {data.ageDays === null ? (
        <Mark tone="red">{t('geoMap.standingDataNone')}</Mark>
      ) : data.stale ? (
        <Mark tone="amber">{t('geoMap.standingDataStale', { age })}</Mark>
      ) : (
        <span className="dim">{t('geoMap.standingData', { age })}</span>
      )}
    </Link>
  );
}
