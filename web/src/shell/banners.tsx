import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../api/live.tsx';
import { overviewQuery, sessionQuery } from '../api/queries.ts';
import { useFormat } from '../i18n/use-format.ts';
import { type Tone, ToneIcon } from '../parts/mark.tsx';
import { useTenant } from './use-tenant.ts';

/** What colours everything else on the screen: no connection, demo data, blocks that are not real, modes, old data. */
export function Banners() {
  const { t } = useTranslation();
  const format = useFormat();
  const { lostSince } = useLive();
  const overview = useQuery(overviewQuery(useTenant())).data;
  const session = useQuery(sessionQuery).data;
  const real = overview?.enforcers.filter((one) => one.real) ?? [];
  const dry = overview?.enforcers.filter((one) => !one.real) ?? [];
  const broken = real.filter((one) => !one.ok);
  const demo = overview?.demo ?? session?.demo ?? false;
  return (
    <section className="bw-banners" aria-label={t('shell.notices')}>
      {lostSince !== undefined && (
        <Banner tone="red" id="lost">
          {t('shell.bannerLost', { time: format.seconds(lostSince) })}
        </Banner>
      )}
      {demo && (
        <Banner tone="blue" id="demo">
          {t('shell.bannerDemo')}
        </Banner>
      )}
      {dry.map((one) => (
        <Banner key={one.id} tone="amber" id="dry">
          {t('shell.bannerDry', { detail: one.detail || t('shell.bannerDryPlain') })}
        </Banner>
      ))}
      {broken.map((one) => (
        <Banner key={one.id} tone="red" id="enforcer">
          {t('shell.bannerEnforcer', { name: one.id, detail: one.detail })}
        </Banner>
      ))}
      {overview && overview.mode !== 'enforce' && (
        <Banner tone="amber" id="mode">
          {overview.mode === 'off' ? t('shell.bannerOff') : t('shell.bannerReportOnly')}{' '}
          <Link to="/settings" search={{ section: 'mode' }}>
            {t('shell.bannerChangeMode')}
          </Link>
        </Banner>
      )}
      {overview?.geo.stale && (
        <Banner tone="amber" id="geo">
          {overview.geo.ageDays === null
            ? t('shell.bannerGeoMissing')
            : t('shell.bannerGeo', { count: Math.round(overview.geo.ageDays) })}
        </Banner>
      )}
    </section>
  );
}

function Banner({ tone, id, children }: { tone: Tone; id: string; children: ReactNode }) {
  return (
    <div className={`bw-banner ${tone}`} role={tone === 'red' ? 'alert' : 'status'} data-banner={id}>
      <ToneIcon tone={tone} size={15} />
      <span>{children}</span>
    </div>
  );
}
