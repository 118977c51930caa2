import { useTranslation } from 'react-i18next';
import type { AlertSummary, DecisionState, GuardResult, Health, Severity } from '../api/types.ts';
import { useWord } from '../i18n/use-format.ts';
import { Mark, type Tone } from './mark.tsx';

export const severityTone: Readonly<Record<Severity, Tone>> = {
  critical: 'red',
  high: 'red',
  medium: 'amber',
  low: 'blue',
  informational: 'blue',
};
const decisionTone: Readonly<Record<DecisionState, Tone>> = {
  asked: 'blue',
  'in-force': 'green',
  lifted: 'dim',
  expired: 'dim',
  failed: 'red',
  held: 'amber',
  reported: 'blue',
};
export const healthTone: Readonly<Record<Health, Tone>> = {
  delivering: 'green',
  silent: 'amber',
  never: 'dim',
  troubled: 'amber',
};
const alertTone: Readonly<Record<AlertSummary['state'], Tone>> = {
  open: 'dim',
  acknowledged: 'green',
  closed: 'dim',
};

export function SeverityMark({ severity, soft }: { severity: Severity; soft?: boolean }) {
  const word = useWord();
  return (
    <Mark tone={severityTone[severity]} soft={soft}>
      {word('severity', severity)}
    </Mark>
  );
}

export function AlertStateMark({ state, by }: { state: AlertSummary['state']; by?: string }) {
  const word = useWord();
  return (
    <Mark tone={alertTone[state]} title={by}>
      {word('alert', state)}
    </Mark>
  );
}

export function DecisionStateMark({ state, soft }: { state: DecisionState; soft?: boolean }) {
  const word = useWord();
  return (
    <Mark tone={decisionTone[state]} soft={soft}>
      {word('decision', state)}
    </Mark>
  );
}

export function HealthMark({ health }: { health: Health }) {
  const word = useWord();
  return <Mark tone={healthTone[health]}>{word('health', health)}</Mark>;
}

/** What was done about an alert, in words: "203.0.113.7 blocked"; `simulated` where nothing carries blocks out. */
export function DoneMark({
  decision,
  soft,
  simulated,
}: {
  decision: AlertSummary['decision'];
  soft?: boolean;
  simulated?: boolean;
}) {
  const { t } = useTranslation();
  if (!decision) return <span className="dim">{t('alerts.nothingDone')}</span>;
  const unreal = simulated && decision.state === 'in-force';
  return (
    <Mark tone={unreal ? 'amber' : decisionTone[decision.state]} soft={soft}>
      {t(`alerts.done_${decision.state}`, { value: decision.value })}
      {unreal && ` (${t('blocks.dry')})`}
    </Mark>
  );
}

export function GuardMark({ result }: { result: GuardResult }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <li className="bw-guard">
      <Mark tone={result.passed ? 'green' : 'red'}>{word('guard', result.guard)}</Mark>
      <span className="dim">
        {result.passed ? t('words.guardPassed') : t('words.guardHeld')}
        {result.detail ? ` · ${result.detail}` : ''}
      </span>
    </li>
  );
}
