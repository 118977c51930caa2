import { useTranslation } from 'react-i18next';
import type { Call, CallStop } from '../../../../src/api/schema/calls.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';
import { useNow } from '../../parts/use-now.ts';

/** The far end of a call: number, country, kind. */
export function FarEnd({
  call,
}: {
  call: Pick<Call, 'number' | 'dialled' | 'from' | 'direction' | 'country' | 'kind' | 'abroad'>;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const plain = call.direction === 'in' ? call.from : call.dialled;
  return (
    <span className="clip">
      <Raw text={call.number || plain} max={40} className="strong nowrap" />{' '}
      <span className="dim">
        {call.country ? format.country(call.country) : call.number && t('calls.noCountry')}
        {call.kind !== 'unknown' &&
          call.kind !== 'fixed' &&
          call.kind !== 'internal' &&
          ` · ${t(`calls.kind-${call.kind}`)}`}
      </span>
    </span>
  );
}

/** What a call costs; it grows while you look when the call runs. */
export function RunningCost({
  call,
}: {
  call: Pick<Call, 'answer' | 'end' | 'costEur' | 'eurPerMinute' | 'estimate'>;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(1000);
  const runs = call.answer !== null && call.end === null;
  const since = runs ? Math.max(0, (now - new Date(call.answer!).getTime()) / 60_000) : 0;
  // Between two answers of the server the meter goes on at the price of the minute.
  const cost = runs ? Math.max(call.costEur, since * call.eurPerMinute) : call.costEur;
  return (
    <span
      className={`nowrap ${cost >= 10 ? 'red strong' : cost >= 1 ? 'strong' : cost === 0 ? 'dim' : ''}`}
      title={`${t('calls.perMinute', { money: format.money(call.eurPerMinute) })}${call.estimate ? ` · ${t('calls.estimateHelp')}` : ''}`}
    >
      {call.estimate && cost > 0 && '≈ '}
      {format.money(cost)}
    </span>
  );
}

/** How long it has lasted since it was answered, or that it still rings. */
export function CallLength({ call }: { call: Pick<Call, 'answer' | 'end' | 'seconds'> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(1000);
  if (call.answer === null) return <span className="dim">{call.end === null ? t('calls.ringing') : '–'}</span>;
  const until = call.end === null ? now : new Date(call.end).getTime();
  return (
    <span className="nowrap">{format.duration(Math.max(0, (until - new Date(call.answer).getTime()) / 1000))}</span>
  );
}

/** What was said of a call: passed, refused, or that it would have been. */
export function VerdictMark({ call }: { call: Pick<Call, 'verdict' | 'reported' | 'outcome'> }) {
  const { t } = useTranslation();
  if (call.reported) return <Mark tone="amber">{t('calls.reported')}</Mark>;
  if (call.verdict === 'pass') return <span className="dim">{t(`calls.outcome-${call.outcome}`)}</span>;
  return <Mark tone="red">{t(`calls.verdict-${call.verdict}`)}</Mark>;
}

const stopTones: Readonly<Record<CallStop['state'], Tone>> = {
  asked: 'amber',
  'in-force': 'green',
  lifted: 'dim',
  expired: 'dim',
  failed: 'red',
  reported: 'blue',
};

export function StopMark({ state }: { state: CallStop['state'] }) {
  const { t } = useTranslation();
  return <Mark tone={stopTones[state]}>{t(`calls.stop-${state}`)}</Mark>;
}

/** Holds now, or would in enforce. */
export function isCurrentStop({ state }: Pick<CallStop, 'state'>): boolean {
  return state === 'asked' || state === 'in-force' || state === 'reported';
}
