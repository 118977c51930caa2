import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import type { EscalationWire } from '../../../../src/api/schema/on-call.ts';
import { incidentPath } from '../../api/incident-queries.ts';
import { post } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ByName } from '../../parts/by-name.tsx';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Clock } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { useAcknowledge } from './use-acknowledge.ts';
import { useRefusal } from './use-incident-act.ts';

const tones: Readonly<Record<EscalationWire['phase'], Tone>> = {
  asking: 'amber',
  acknowledged: 'green',
  'nobody-reached': 'red',
  ended: 'dim',
};

/** Who was asked to take it, in which way, and what they said. */
export function EscalationPanel({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const refusal = useRefusal();
  const may = useMay();
  const { escalation, asksYou, run, decline, busy } = useAcknowledge(incident);
  const escalate = useMutation({
    mutationFn: () => post<unknown>(`${incidentPath(incident.id)}/escalate`, { policy: '' }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['on-call'] });
      toast({ title: t('incidents.escalated'), brief: true });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: refusal(error).join(' '), bad: true }),
  });
  if (!may('on-call:read')) return null;
  const mayAsk = incident.may.write && !incident.over;
  const goesOn = escalation?.phase === 'asking' || escalation?.phase === 'acknowledged';
  return (
    <Panel id="asked" title={t('incidents.asked')} flush>
      <div className="bw-panel-body stack">
        {asksYou && (
          <div className="bw-asks-you" role="alert">
            <p className="strong">{t('incidents.asksYou')}</p>
            <div className="row wrap">
              <Button variant="filled" onClick={run} loading={busy}>
                {t('incidents.acknowledge')}
              </Button>
              <Button onClick={decline}>{t('incidents.decline')}</Button>
            </div>
          </div>
        )}
        {escalation && <Phase escalation={escalation} />}
        {mayAsk && !goesOn && (
          <Button className="no-print" onClick={() => escalate.mutate()} loading={escalate.isPending}>
            {t('incidents.escalate')}
          </Button>
        )}
      </div>
      {escalation && <Asks escalation={escalation} />}
    </Panel>
  );
}

function Phase({ escalation }: { escalation: EscalationWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { phase, round, rounds, step, steps, stepUntil } = escalation;
  return (
    <div>
      <Mark tone={tones[phase]}>
        {t(`incidents.phase-${phase}`, { round: round + 1, rounds, step: step + 1, steps })}
      </Mark>
      {phase === 'asking' && stepUntil && (
        <div className="dim">{t('incidents.askedNext', { time: format.clock(stepUntil) })}</div>
      )}
    </div>
  );
}

/** Messages and answers, newest first; each person once in each way. */
function Asks({ escalation }: { escalation: EscalationWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const asks = escalation.asks.filter(({ state }) => state !== 'called-off').toReversed();
  return (
    <ul className="bw-lines">
      {escalation.answers.map((answer) => (
        <li key={`${answer.at} ${answer.by}`}>
          <Mark tone={answer.kind === 'acknowledged' ? 'green' : 'amber'}>
            <ByName name={answer.byName} /> {t(`incidents.answer-${answer.kind}`)}
          </Mark>{' '}
          <Clock at={answer.at} className="dim" />
        </li>
      ))}
      {asks.slice(0, 8).map((ask) => (
        <li key={ask.key}>
          <Raw text={ask.personName} max={60} />{' '}
          <span className="dim">
            {t(`incidents.channel-${ask.channel}`)} · {t(`incidents.ask-${ask.state}`)} ·{' '}
            <Clock at={ask.settledAt ?? ask.handedAt ?? ask.dueAt} />
          </span>
          {ask.atRisk.length > 0 && (
            <div className="amber">{t('incidents.askAtRisk', { names: format.list(ask.atRisk.map(visibleText)) })}</div>
          )}
          {ask.state === 'failed' && ask.detail && <div className="dim">{visibleText(ask.detail).slice(0, 200)}</div>}
        </li>
      ))}
      {escalation.misses.slice(-4).map((miss) => (
        <li key={`${miss.at} ${miss.targetName} ${miss.reason}`} className="dim">
          <Raw text={miss.personName || miss.targetName} max={60} /> · {t(`incidents.miss-${miss.reason}`)}
        </li>
      ))}
    </ul>
  );
}
