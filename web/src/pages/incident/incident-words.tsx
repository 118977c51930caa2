import { useTranslation } from 'react-i18next';
import type { IncidentDueWire, IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';
import { useNow } from '../../parts/use-now.ts';
import { visibleText } from '../../parts/visible-text.ts';

const stateTone: Readonly<Record<IncidentWire['state'], Tone>> = {
  new: 'red',
  triage: 'amber',
  contained: 'amber',
  recovering: 'amber',
  monitoring: 'blue',
  resolved: 'green',
  reviewed: 'green',
  closed: 'dim',
  merged: 'dim',
};

/** How far an incident is. */
export function StateMark({ state, soft }: { state: IncidentWire['state']; soft?: boolean }) {
  const { t } = useTranslation();
  return (
    <Mark tone={stateTone[state]} soft={soft}>
      {t(`incidents.state-${state}`)}
    </Mark>
  );
}

/** Marks what is only practised. */
export function DrillMark() {
  const { t } = useTranslation();
  return (
    <Mark tone="blue" soft>
      {t('incidents.drill')}
    </Mark>
  );
}

/** INC-118 */
export function useNumberText(): (number: number) => string {
  const { t } = useTranslation();
  return (number) => t('incidents.number', { number });
}

/** "at 03:24", or how much too late. */
export function DueTime({ at, overdue }: { at: string; overdue?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const late = (useNow() - new Date(at).getTime()) / 1000;
  const isLate = overdue || late > 0;
  return (
    <time dateTime={at} title={format.exact(at)} className={isLate ? 'red strong nowrap' : 'nowrap'}>
      {isLate
        ? t('incidents.overdue', { time: format.duration(Math.max(late, 1)) })
        : t('incidents.dueAt', { time: format.clock(at) })}
    </time>
  );
}

/** What is due next, in one thought. */
export function NextDue({ due }: { due: IncidentDueWire | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!due) return <span className="dim">{t('incidents.nothingDue')}</span>;
  return <Raw text={format.text(due.text)} max={120} />;
}

/** An incident, however short it is shown. */
type Titled = Pick<IncidentWire, 'titles'>;

/** What an incident is called, as plain text; titles that alerts gave are in the reader's language and on the reader's clock. */
export function useIncidentTitle(): (of: Titled) => string {
  const format = useFormat();
  return ({ titles }) => visibleText(format.text(titles));
}

/** What an incident is called. */
export function IncidentTitle({ of, max = 200, className }: { of: Titled; max?: number; className?: string }) {
  const format = useFormat();
  return <Raw text={format.text(of.titles)} max={max} className={className} />;
}

/** Money at stake; nothing where none was counted. */
export function Stake({ exposure }: { exposure: IncidentWire['exposure'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!exposure) return <span className="dim">{t('incidents.stakeNone')}</span>;
  return <span className={exposure.nowEur > 0 ? 'red' : undefined}>{format.money(exposure.nowEur)}</span>;
}
