import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { useNow } from './use-now.ts';

/** "8 min ago", the exact time on hover. */
export function Ago({ at, className }: { at: string; className?: string }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={at} title={format.exact(at)} className={className}>
      {format.ago(at, Math.max(now, new Date(at).getTime()))}
    </time>
  );
}

/** "03:04", with the day in front when it is another one; the exact time on hover. */
export function Clock({ at, seconds, className }: { at: string; seconds?: boolean; className?: string }) {
  const format = useFormat();
  return (
    <time dateTime={at} title={format.exact(at)} className={className}>
      {seconds ? format.seconds(at) : format.clock(at)}
    </time>
  );
}

/** How much of a block is left, counted down while you look; the exact end on hover. */
export function Remaining({ until }: { until: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const left = (new Date(until).getTime() - useNow(1000)) / 1000;
  return (
    <time dateTime={until} title={format.exact(until)} className="nowrap">
      {left > 0 ? t('blocks.remaining', { time: format.duration(left) }) : t('common.ended')}
    </time>
  );
}
