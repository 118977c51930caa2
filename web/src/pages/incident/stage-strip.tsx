import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ByName } from '../../parts/by-name.tsx';
import { ToneIcon } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Clock } from '../../parts/time.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { useIncidentAct, useRefusal } from './use-incident-act.ts';

type Stage = IncidentWire['stages'][number];
type Asked = { readonly act: 'skip' | 'take-back'; readonly stage: Stage['stage'] };

/** The flags of an incident in order, containing and recovering side by side: who set each, when, and what can be done now. */
export function StageStrip({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const act = useIncidentAct(incident.id);
  const asking = useIncidentAct(incident.id, true);
  const refusal = useRefusal();
  const [asked, setAsked] = useState<Asked>();
  const name = (stage: Stage['stage']) => t(`incidents.state-${stage}`);
  const side = (stage: Stage) => stage.stage === 'contained' || stage.stage === 'recovering';
  const cell = (stage: Stage) => (
    <StageCell
      key={stage.stage}
      stage={stage}
      mayAct={incident.may.write}
      onReach={() => act.mutate({ act: { act: 'reach', stage: stage.stage } })}
      onAsk={(kind) => setAsked({ act: kind, stage: stage.stage })}
      busy={act.isPending && act.variables?.act.act === 'reach' && act.variables.act.stage === stage.stage}
    />
  );
  return (
    <section className="bw-panel bw-stages" aria-label={t('incidents.stages')}>
      <ol>
        {incident.stages.filter((stage) => stage.stage === 'triage').map(cell)}
        <li className="bw-stage-pair">
          <ol>{incident.stages.filter(side).map(cell)}</ol>
        </li>
        {incident.stages.filter((stage) => stage.stage !== 'triage' && !side(stage)).map(cell)}
      </ol>
      {asked && (
        <ReasonDialog
          draft={`incident.${incident.id}.${asked.act}.${asked.stage}`}
          title={t(asked.act === 'skip' ? 'incidents.skipTitle' : 'incidents.takeBackTitle', {
            stage: name(asked.stage),
          })}
          text={t(asked.act === 'skip' ? 'incidents.skipText' : 'incidents.takeBackText')}
          submit={t(asked.act === 'skip' ? 'incidents.skipSubmit' : 'incidents.takeBackSubmit', {
            stage: name(asked.stage),
          })}
          busy={asking.isPending}
          faults={asking.error ? refusal(asking.error) : undefined}
          onSubmit={(reason, sent) => asking.mutate({ act: { ...asked, reason } }, { onSuccess: sent })}
          onClose={() => {
            asking.reset();
            setAsked(undefined);
          }}
        />
      )}
    </section>
  );
}

function StageCell({
  stage: { stage, mark, can, notYet },
  mayAct,
  onReach,
  onAsk,
  busy,
}: {
  stage: Stage;
  mayAct: boolean;
  onReach: () => void;
  onAsk: (act: 'skip' | 'take-back') => void;
  busy: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = t(`incidents.state-${stage}`);
  return (
    <li className="bw-stage" data-stage={stage} data-set={mark ? (mark.skipped ? 'skipped' : 'reached') : undefined}>
      <div className="bw-stage-name">
        <ToneIcon tone={mark ? (mark.skipped ? 'blue' : 'green') : 'dim'} size={15} />
        <span className={mark ? 'strong' : ''}>{name}</span>
        {mayAct && can.includes('take-back') && (
          <button
            type="button"
            className="link bw-stage-back no-print"
            onClick={() => onAsk('take-back')}
            aria-label={t('incidents.takeBackTitle', { stage: name })}
          >
            {t('incidents.takeBack')}
          </button>
        )}
      </div>
      {mark ? (
        <div className="dim">
          <Clock at={mark.at} /> · <ByName name={mark.by.name} max={40} />
          {mark.skipped && (
            <div>
              {t('incidents.stageSkipped', { reason: '' })}
              <Raw text={mark.skipped} max={160} />
            </div>
          )}
        </div>
      ) : (
        <div className="dim" title={notYet.map(format.text).join('\n') || undefined}>
          {t('incidents.stageOpen')}
        </div>
      )}
      {mayAct && (can.includes('reach') || can.includes('skip')) && (
        <div className="bw-stage-acts no-print">
          {can.includes('reach') && (
            <Button size="compact-xs" onClick={onReach} loading={busy}>
              {t(`incidents.reach-${stage}`)}
            </Button>
          )}
          {can.includes('skip') && (
            <button type="button" className="link" onClick={() => onAsk('skip')}>
              {t('incidents.skip')}
            </button>
          )}
        </div>
      )}
    </li>
  );
}
