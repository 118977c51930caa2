import { Button, SegmentedControl } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import type { RecoveryProbe, RecoverySaid, RecoveryTest, RecoveryWire } from '../../../../src/api/schema/measures.ts';
import { incidentPath } from '../../api/incident-queries.ts';
import { post, remove } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ByName } from '../../parts/by-name.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Ago, Remaining } from '../../parts/time.tsx';
import { ReasonDialog } from '../incident/reason-dialog.tsx';
import { MeasureDialog } from './measure-dialog.tsx';
import { recoveryQuery } from './measure-queries.ts';
import { TestDialog } from './test-dialog.tsx';
import { useRefusalText } from './use-refusal-text.ts';
import './measures.css';

const tones: Readonly<Record<RecoveryWire['phases'][number]['tests'][number]['state'], Tone>> = {
  open: 'dim',
  running: 'blue',
  passed: 'green',
  failed: 'red',
  'not-applicable': 'dim',
};
const watchHours = [8, 24, 72];

type Act =
  | { readonly act: 'begin' }
  | { readonly act: 'finish'; readonly phase: string }
  | { readonly act: 'back'; readonly phase: string; readonly reason: string }
  | { readonly act: 'probe'; readonly phase: string; readonly form: RecoveryProbe }
  | { readonly act: 'said'; readonly phase: string; readonly form: RecoverySaid }
  | { readonly act: 'watch'; readonly hours: number };

/** Emergency routing, the way back in phases with their tests, and the watch afterwards. */
export function RecoveryPanel({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const recovery = useQuery(recoveryQuery(incident.id));
  const [diverting, setDiverting] = useState(false);
  const act = useRecoveryAct(incident.id);
  const refusal = useRefusalText();
  const mayWrite = incident.may.write && !incident.over;
  return (
    <Panel id="recovery" title={t('measures.recovery')} flush>
      <Answer of={recovery} rows={2}>
        {(data) => (
          <>
            <div className="bw-panel-body stack">
              {!data && <p className="dim">{t('measures.recoveryIntro')}</p>}
              {(data?.measures ?? 0) > 0 && (
                <Mark tone="amber">{t('measures.stillToUndo', { count: data?.measures ?? 0 })}</Mark>
              )}
              {act.error && (
                <p className="red" role="alert">
                  {refusal(act.error)}
                </p>
              )}
              {mayWrite && (
                <div className="row wrap no-print">
                  {incident.may.measures && (
                    <Button onClick={() => setDiverting(true)}>{t('measures.emergencyRouting')}</Button>
                  )}
                  {(!data || data.canBegin) && (
                    <Button
                      variant={data ? undefined : 'filled'}
                      onClick={() => act.mutate({ act: 'begin' })}
                      loading={act.isPending && act.variables.act === 'begin'}
                    >
                      {t(data ? 'measures.recoveryAgain' : 'measures.recoveryBegin')}
                    </Button>
                  )}
                </div>
              )}
            </div>
            {data && (
              <ol className="bw-lines bw-recovery">
                {data.phases.map((phase) => (
                  <Phase key={phase.phase} incident={incident} phase={phase} act={act} mayWrite={mayWrite} />
                ))}
              </ol>
            )}
            {data && <Watch recovery={data} act={act} mayWrite={mayWrite} />}
          </>
        )}
      </Answer>
      {diverting && <MeasureDialog incident={incident} action="divert-calls" onClose={() => setDiverting(false)} />}
    </Panel>
  );
}

function useRecoveryAct(incident: string) {
  const client = useQueryClient();
  const at = `${incidentPath(incident)}/recovery`;
  return useMutation({
    mutationFn: (act: Act): Promise<unknown> => {
      if (act.act === 'begin') return post<RecoveryWire>(at);
      if (act.act === 'finish') return post<RecoveryWire>(`${at}/${act.phase}/finish`);
      if (act.act === 'back') return post<RecoveryWire>(`${at}/${act.phase}/back`, { reason: act.reason });
      if (act.act === 'watch')
        return act.hours > 0 ? post<RecoveryWire>(`${at}/watch`, { hours: act.hours }) : remove(`${at}/watch`);
      return post<RecoveryWire>(`${at}/${act.phase}/${act.act}`, act.form);
    },
    onSuccess: () => {
      for (const what of ['measures', 'incidents']) void client.invalidateQueries({ queryKey: [what] });
    },
  });
}

type RecoveryAct = ReturnType<typeof useRecoveryAct>;

function Phase({
  incident,
  phase,
  act,
  mayWrite,
}: {
  incident: IncidentWire;
  phase: RecoveryWire['phases'][number];
  act: RecoveryAct;
  mayWrite: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asking, setAsking] = useState<RecoveryTest>();
  const [goingBack, setGoingBack] = useState(false);
  const open = phase.state === 'open';
  const ready = phase.tests.every(({ state }) => state === 'passed' || state === 'not-applicable');
  return (
    <li className="bw-recovery-phase" aria-current={open ? 'step' : undefined}>
      <p className="row wrap">
        <span className={phase.state === 'waiting' ? 'dim' : 'strong'}>{t(`measures.phase-${phase.phase}`)}</span>
        {phase.state === 'done' && (
          <Mark tone="green">
            {t('measures.phaseDone')} <ByName name={phase.doneBy} within /> {phase.doneAt && <Ago at={phase.doneAt} />}
          </Mark>
        )}
        {phase.state === 'done' && mayWrite && (
          <button type="button" className="link no-print" onClick={() => setGoingBack(true)}>
            {t('measures.phaseBack')}
          </button>
        )}
      </p>
      {phase.state !== 'waiting' && (
        <ul className="bw-recovery-tests">
          {phase.tests.map(({ test, state, evidence, by, how }) => (
            <li key={test} className="bw-recovery-test">
              <div>
                <Mark tone={tones[state]}>
                  {t(`measures.test-${test}`)}: {t(`measures.testState-${state}`)}
                </Mark>
                {format.text(evidence) && (
                  <p className="dim">
                    <Raw text={format.text(evidence)} max={300} /> · {how && t(`measures.how-${how}`)}{' '}
                    <ByName name={by} />
                  </p>
                )}
              </div>
              {open && mayWrite && (
                <Button className="no-print" onClick={() => setAsking(test)}>
                  {t(`measures.testDo-${test}`)}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {open && mayWrite && (
        <Button
          className="no-print"
          variant={ready ? 'filled' : undefined}
          disabled={!ready}
          onClick={() => act.mutate({ act: 'finish', phase: phase.phase })}
          loading={act.isPending && act.variables.act === 'finish'}
        >
          {t(`measures.phaseFinish-${phase.phase}`)}
        </Button>
      )}
      {goingBack && (
        <ReasonDialog
          draft={`recovery.${incident.id}.back.${phase.phase}`}
          title={t('measures.phaseBackTitle', { phase: t(`measures.phase-${phase.phase}`) })}
          text={t('measures.phaseBackText')}
          submit={t('measures.phaseBackSubmit')}
          busy={act.isPending}
          faults={undefined}
          onSubmit={(reason, sent) => act.mutate({ act: 'back', phase: phase.phase, reason }, { onSuccess: sent })}
          onClose={() => setGoingBack(false)}
        />
      )}
      {asking && (
        <TestDialog
          incident={incident}
          test={asking}
          busy={act.isPending}
          onProbe={(form) =>
            act.mutate({ act: 'probe', phase: phase.phase, form }, { onSuccess: () => setAsking(undefined) })
          }
          onSaid={(form) =>
            act.mutate({ act: 'said', phase: phase.phase, form }, { onSuccess: () => setAsking(undefined) })
          }
          error={act.error}
          onClose={() => setAsking(undefined)}
        />
      )}
    </li>
  );
}

function Watch({ recovery, act, mayWrite }: { recovery: RecoveryWire; act: RecoveryAct; mayWrite: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [hours, setHours] = useState(24);
  const { watch } = recovery;
  const on = watch !== null && Date.parse(watch.until) > Date.now();
  return (
    <div className="bw-panel-body stack">
      <p className="strong">{t('measures.watch')}</p>
      {on ? (
        <p className="row wrap">
          <Mark tone="blue">
            {t('measures.watching', { count: watch.joined })} <Remaining until={watch.until} />
          </Mark>
        </p>
      ) : (
        <p className="dim">{t('measures.watchText')}</p>
      )}
      {mayWrite && (
        <div className="row wrap no-print">
          {on ? (
            <Button onClick={() => act.mutate({ act: 'watch', hours: 0 })}>{t('measures.watchEnd')}</Button>
          ) : (
            <>
              <SegmentedControl
                aria-label={t('measures.duration')}
                value={String(hours)}
                onChange={(chosen) => setHours(Number(chosen))}
                data={watchHours.map((one) => ({ value: String(one), label: format.duration(one * 3600) }))}
              />
              <Button onClick={() => act.mutate({ act: 'watch', hours })}>
                {t('measures.watchBegin', { duration: format.duration(hours * 3600) })}
              </Button>
            </>
          )}
        </div>
      )}
    </div>
  );
}
