import { ActionIcon, Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentMeasureWire, IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { UndoButton } from '../../acts/undo-button.tsx';
import { useWord } from '../../i18n/use-format.ts';
import { ByName } from '../../parts/by-name.tsx';
import { IconDots } from '../../parts/icons.ts';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Remaining } from '../../parts/time.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { UndoStopButton } from '../calls/undo-stop-button.tsx';
import { measuresQuery } from '../measures/measure-queries.ts';
import { useMeasureActs } from '../measures/use-measure-acts.ts';
import { ByHandDialog } from './by-hand-dialog.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { overtakenBy, useIncidentAct, useRefusal } from './use-incident-act.ts';

/**
 * What was done for the duration and still stands: who sees to it, how long, how the network confirms it. `others`: only what
 * is not among the measures that were ordered here, which have a panel of their own; nothing when there is none.
 */
export function InPlacePanel({ incident, others }: { incident: IncidentWire; others?: boolean }) {
  const { t } = useTranslation();
  const ordered = useQuery({
    ...measuresQuery({ incident: incident.id, state: 'open' }),
    enabled: others === true && incident.may.write,
  }).data;
  const [adding, setAdding] = useState(false);
  const elsewhere = new Set(others ? ordered?.items.map(({ id }) => id) : []);
  const open = incident.measures.filter(({ id, undoneAt }) => !undoneAt && !elsewhere.has(id));
  if (others && open.length === 0) return null;
  return (
    <Panel id="in-place" title={t('incidents.measures')} aside={open.length || undefined} flush>
      {open.length === 0 ? (
        <p className="dim bw-panel-body">{t('incidents.measuresEmpty')}</p>
      ) : (
        <ul className="bw-lines">
          {open.map((measure) => (
            <InPlace key={measure.id} incident={incident} measure={measure} />
          ))}
        </ul>
      )}
      {incident.may.write && !incident.over && (
        <div className="bw-table-foot no-print">
          <button type="button" className="link" onClick={() => setAdding(true)}>
            {t('incidents.measureAdd')}
          </button>
        </div>
      )}
      {adding && <ByHandDialog incident={incident} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function InPlace({ incident, measure }: { incident: IncidentWire; measure: IncidentMeasureWire }) {
  const { t } = useTranslation();
  const word = useWord();
  const act = useIncidentAct(incident.id);
  const keeping = useIncidentAct(incident.id, true);
  const refusal = useRefusal();
  /** The incident as it was when somebody began to say why it stays. */
  const [asking, setAsking] = useState<IncidentWire>();
  const [undoing, setUndoing] = useState(false);
  const { undoListed } = useMeasureActs();
  const byHand = measure.decision === '';
  const shown = visibleText(measure.what);
  const mayAct = incident.may.write;
  const ownerNow = (newest: IncidentWire) => {
    const name = measureIn(newest, measure.id)?.owner?.name;
    return name
      ? t('incidents.measureTaken', { name: visibleText(name), what: shown })
      : t('incidents.measureFreed', { what: shown });
  };
  const keptFaults = () => {
    if (!keeping.error) return undefined;
    const newest = overtakenBy(keeping.error);
    if (!newest) return refusal(keeping.error);
    const reason = measureIn(newest, measure.id)?.keptBecause;
    const now = reason ? t('incidents.measureKept', { reason: visibleText(reason) }) : ownerNow(newest);
    return [`${t('incidents.overtaken')} ${now} ${t('incidents.overtakenSend')}`];
  };
  return (
    <li className="bw-task" data-measure={measure.id}>
      <div>
        <Raw text={measure.what} max={300} />
        <div className="dim">
          {measure.owner ? (
            <>
              {t('incidents.measureOwner', { name: '' })}
              <ByName name={measure.owner.name} />
            </>
          ) : (
            <span className={measure.inTheWay ? 'amber' : undefined}>{t('incidents.measureNoOwner')}</span>
          )}
          {measure.until && (
            <>
              {' · '}
              <Remaining until={measure.until} />
            </>
          )}
        </div>
        {measure.network && (
          <div className="dim">
            {word('decision', measure.network.state)}
            {measure.network.confirmations.slice(0, 3).map(({ by, state }) => ` · ${by} ${word('enforcer', state)}`)}
          </div>
        )}
        {measure.keptBecause && (
          <div>
            {t('incidents.measureKept', { reason: '' })}
            <Raw text={measure.keptBecause} max={300} />
          </div>
        )}
      </div>
      {mayAct && (
        <div className="bw-task-acts no-print">
          {byHand ? (
            <Button
              onClick={() => act.mutate({ act: { act: 'undo-measure', measure: measure.id } })}
              loading={act.isPending && act.variables?.act.act === 'undo-measure'}
              aria-label={t('incidents.measureUndoneTitle', { what: shown })}
            >
              {t('incidents.measureUndone')}
            </Button>
          ) : measure.kind === 'block' ? (
            <UndoButton block={{ id: measure.decision, value: shown }} />
          ) : measure.kind === 'stop' ? (
            <UndoStopButton id={measure.decision} what={shown} />
          ) : (
            incident.may.measures && (
              <Button onClick={() => setUndoing(true)} aria-label={t('common.undoValue', { value: shown })}>
                {t('measures.undo')}
              </Button>
            )
          )}
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <ActionIcon size={30} aria-label={`${t('incidents.more')}: ${shown}`}>
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                onClick={() =>
                  act.mutate({
                    act: { act: 'own-measure', measure: measure.id, owner: 'me' },
                    over: { seen: incident, part: (one) => measureIn(one, measure.id)?.owner, told: ownerNow },
                  })
                }
              >
                {t('incidents.measureOwn')}
              </Menu.Item>
              <Menu.Item onClick={() => setAsking(incident)}>{t('incidents.measureKeep')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      )}
      {undoing && (
        <ReasonDialog
          draft={`incident.${incident.id}.undo.${measure.id}`}
          title={t('measures.undoTitle')}
          text={shown}
          submit={t('measures.undo')}
          busy={undoListed.isPending}
          faults={undefined}
          onSubmit={(reason, sent) =>
            undoListed.mutate({ incident: incident.id, measure: measure.id, what: shown, reason }, { onSuccess: sent })
          }
          onClose={() => setUndoing(false)}
        />
      )}
      {asking && (
        <ReasonDialog
          draft={`incident.${incident.id}.keep.${measure.id}`}
          title={t('incidents.measureKeepTitle', { what: shown })}
          text={t('incidents.measureKeepText')}
          submit={t('incidents.measureKeepSubmit')}
          busy={keeping.isPending}
          faults={keptFaults()}
          onSubmit={(reason, sent) =>
            keeping.mutate(
              {
                act: { act: 'keep-measure', measure: measure.id, reason },
                over: { seen: asking, part: (one) => measureIn(one, measure.id) },
              },
              { onSuccess: sent, onError: (error) => setAsking(overtakenBy(error) ?? asking) },
            )
          }
          onClose={() => setAsking(undefined)}
        />
      )}
    </li>
  );
}

/** What others may change of a measure. */
function measureIn({ measures }: IncidentWire, id: string) {
  const found = measures.find((one) => one.id === id);
  return found && { owner: found.owner, keptBecause: found.keptBecause, undone: found.undoneAt };
}
