import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../api/live.tsx';
import { overviewQuery, sessionQuery } from '../api/queries.ts';
import { may } from '../api/use-session.ts';
import { useFormat } from '../i18n/use-format.ts';
import { useAttackNotices } from '../pages/geo/attack/use-attack-notices.tsx';
import { useProposalNotice } from '../pages/geo/attack/use-proposal-notice.tsx';
import { type Tone, ToneIcon } from '../parts/mark.tsx';
import { useTenant } from './use-tenant.ts';

interface Notice {
  id: string;
  key?: string;
  tone: Tone;
  text: ReactNode;
}

/** What colours everything else on the screen, worst first; on a phone one line that unfolds. */
export function Banners() {
  const { t } = useTranslation();
  const [unfolded, setUnfolded] = useState(false);
  const notices = useNotices();
  return (
    <section className="bw-banners" aria-label={t('shell.notices')} data-unfolded={unfolded || undefined}>
      {notices.map(({ id, key, tone, text }, place) => (
        <div
          key={key ?? id}
          className={`bw-banner ${tone}`}
          role={tone === 'red' ? 'alert' : 'status'}
          data-banner={id}
        >
          <ToneIcon tone={tone} size={15} />
          <span>{text}</span>
          {place === 0 && notices.length > 1 && (
            <button
              type="button"
              className="link bw-banner-more"
              aria-expanded={unfolded}
              aria-label={unfolded ? t('shell.noticesFewer') : t('shell.noticesMore', { count: notices.length - 1 })}
              onClick={() => setUnfolded(!unfolded)}
            >
              {unfolded ? '−' : `+${notices.length - 1}`}
            </button>
          )}
        </div>
      ))}
    </section>
  );
}

/** No connection, doors shut and doors to shut, blocks that are not real, demo data, modes, old data: in that order. */
function useNotices(): Notice[] {
  const { t } = useTranslation();
  const format = useFormat();
  const { lostSince } = useLive();
  const { pathname } = useLocation();
  const overview = useQuery(overviewQuery(useTenant())).data;
  const session = useQuery(sessionQuery).data;
  const attacks = useAttackNotices();
  const proposal = useProposalNotice();
  const notices: Notice[] = [];
  // A session that ended has no stream either; that is said elsewhere.
  if (lostSince !== undefined && session?.user) {
    notices.push({ id: 'lost', tone: 'red', text: t('shell.bannerLost', { time: format.seconds(lostSince) }) });
  }
  for (const { id, failed, text } of attacks) {
    notices.push({ id: 'attack', key: `attack ${id}`, tone: failed ? 'red' : 'amber', text });
  }
  // The page of attack modes has it in full.
  if (proposal && pathname !== '/geo') notices.push({ id: 'proposal', tone: 'blue', text: proposal });
  for (const one of overview?.enforcers ?? []) {
    if (!one.real || one.ok) continue;
    const text = t('shell.bannerEnforcer', { name: one.id, detail: one.detail });
    notices.push({ id: 'enforcer', key: `enforcer ${one.id}`, tone: 'red', text });
  }
  for (const one of overview?.enforcers ?? []) {
    if (one.real) continue;
    const text = t('shell.bannerDry', { detail: one.detail || t('shell.bannerDryPlain') });
    notices.push({ id: 'dry', key: `dry ${one.id}`, tone: 'amber', text });
  }
  if (overview?.demo ?? session?.demo) notices.push({ id: 'demo', tone: 'blue', text: t('shell.bannerDemo') });
  if (overview && overview.mode !== 'enforce') {
    const text = (
      <>
        {overview.mode === 'off' ? t('shell.bannerOff') : t('shell.bannerReportOnly')}{' '}
        {may(session, 'settings:write') && (
          <Link to="/settings" search={{ section: 'mode' }}>
            {t('shell.bannerChangeMode')}
          </Link>
        )}
      </>
    );
    notices.push({ id: 'mode', tone: 'amber', text });
  }
  // Where somebody can weigh it, or do something about it.
  if (overview?.geo.stale && (pathname === '/' || pathname === '/settings')) {
    const { ageDays } = overview.geo;
    const text = ageDays === null ? t('shell.bannerGeoMissing') : t('shell.bannerGeo', { count: Math.round(ageDays) });
    notices.push({ id: 'geo', tone: 'amber', text });
  }
  return notices;
}
