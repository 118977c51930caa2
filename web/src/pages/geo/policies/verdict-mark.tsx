import { useTranslation } from 'react-i18next';
import type { GeoPolicyFormWire, GeoRuleWire } from '../../../../../src/api/schema/geo.ts';
import { IconBan, IconCircle } from '../../../parts/icons.ts';
import { Mark, type Tone } from '../../../parts/mark.tsx';
import { IconCircleCheck, IconEye, IconGauge } from './verdict-icons.ts';

export type Verdict = GeoRuleWire['verdict'];
export type PolicyState = GeoPolicyFormWire['state'];

/** Mild to strict, as they are offered. */
export const verdicts: readonly Verdict[] = ['allow', 'watch', 'limit', 'refuse'];
export const verdictTone: Readonly<Record<Verdict, Tone>> = {
  allow: 'green',
  watch: 'blue',
  limit: 'amber',
  refuse: 'red',
};
const icons = { allow: IconCircleCheck, watch: IconEye, limit: IconGauge, refuse: IconBan };
const stateTone: Readonly<Record<PolicyState, Tone>> = { off: 'dim', watch: 'blue', enforced: 'green' };

export function VerdictIcon({ verdict, size = 16 }: { verdict: Verdict; size?: number }) {
  const Icon = icons[verdict];
  return <Icon size={size} className={`bw-tone-icon ${verdictTone[verdict]}`} aria-hidden />;
}

/** Icon and word of a verdict: "refuse". */
export function VerdictMark({ verdict, soft }: { verdict: Verdict; soft?: boolean }) {
  const { t } = useTranslation();
  const Icon = icons[verdict];
  const tone = verdictTone[verdict];
  return (
    <span className={`bw-mark ${tone} ${soft ? 'soft' : ''}`}>
      <Icon size={14} className={`bw-tone-icon ${tone}`} aria-hidden />
      <span>{t(`geo.verdict-${verdict}`)}</span>
    </span>
  );
}

/** Whether a policy decides, only watches, or does nothing. */
export function PolicyStateMark({ state, soft }: { state: PolicyState; soft?: boolean }) {
  const { t } = useTranslation();
  if (state === 'off') {
    return (
      <span className={`bw-mark dim ${soft ? 'soft' : ''}`}>
        <IconCircle size={14} className="bw-tone-icon dim" aria-hidden />
        <span>{t('geo.state-off')}</span>
      </span>
    );
  }
  return (
    <Mark tone={stateTone[state]} soft={soft}>
      {t(`geo.state-${state}`)}
    </Mark>
  );
}
