import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { attention } from '../../api/attention.ts';
import { useLive } from '../../api/live.tsx';
import type { Overview } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { type Tone, ToneIcon } from '../../parts/mark.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useNow } from '../../parts/use-now.ts';

/** The state of everything in one sentence. */
export function StateLine({ overview, updatedAt }: { overview: Overview; updatedAt: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayConnect = useMay()('sources:write');
  const { tick } = useLive();
  const now = useNow(1000);
  const { counts } = overview;
  const { open, urgent, stopped } = attention(overview);
  const quiet = counts.sources - counts.sourcesDelivering;

  let tone: Tone = 'green';
  let sentence = t('overview.calm');
  if (urgent > 0) {
    tone = 'red';
    sentence = t('overview.attention', { count: urgent });
  } else if (open > 0) {
    tone = 'amber';
    sentence = t('overview.watch', { count: open });
  } else if (counts.sources === 0) {
    tone = 'blue';
    sentence = t('overview.calmNoSources');
  } else if (counts.sourcesDelivering === 0) tone = 'amber';

  const updated = Math.max(updatedAt, tick ? new Date(tick.at).getTime() : 0);
  return (
    <PageHeader
      tab={urgent > 0 ? `(${urgent}) ${t('overview.title')}` : t('overview.title')}
      title={sentence}
      lead={<ToneIcon tone={tone} size={18} />}
      aside={
        <>
          {counts.sources === 0 && mayConnect ? (
            <Link to="/sources/connect">{t('overview.calmNoSourcesText')}</Link>
          ) : quiet > 0 ? (
            <Link to="/sources">{t('overview.silent', { count: quiet })}</Link>
          ) : (
            open > 0 && t('overview.restNormal')
          )}
          {(counts.sources === 0 || quiet > 0 || open > 0) && ' · '}
          {urgent > 0 &&
            stopped > 0 &&
            `${t(urgent > 0 ? 'overview.stoppedMore' : 'overview.stopped', { count: stopped })} · `}
          {t('overview.updated', { ago: format.ago(updated, Math.max(now, updated)) })}
        </>
      }
    />
  );
}
