import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import type { MeasureWire } from '../../../../src/api/schema/measures.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ByName } from '../../parts/by-name.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Ago, Remaining } from '../../parts/time.tsx';
import { IncidentTitle } from '../incident/incident-words.tsx';
import { ReasonDialog } from '../incident/reason-dialog.tsx';
import { measuresQuery } from './measure-queries.ts';
import { useMeasureActs } from './use-measure-acts.ts';
import './measures.css';

const tones: Readonly<Record<MeasureWire['state'], Tone>> = {
  waiting: 'amber',
  refused: 'dim',
  taking: 'blue',
  'in-force': 'green',
  unconfirmed: 'amber',
  failed: 'red',
  undoing: 'amber',
  undone: 'dim',
};
const extensionHours = 2;
const longestHours = 168;

/** What waits for a second person or stands on the network, with its undoing; without an incident of all of them. */
export function OpenMeasures({ incident }: { incident?: IncidentWire }) {
  const { t } = useTranslation();
  const measures = useQuery({ ...measuresQuery({ incident: incident?.id, state: 'open' }), refetchInterval: 15_000 });
  // What rules did stands beside this; "nothing stands" would be wrong.
  const isElsewhere = incident?.measures.some(({ undoneAt }) => !undoneAt) ?? false;
  if (isElsewhere && measures.data?.items.length === 0) return null;
  return (
    <Panel id="open-measures" title={t('measures.open')} aside={measures.data?.total || undefined} flush>
      <Answer of={measures} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="dim bw-panel-body">{t('measures.openNone')}</p>
          ) : (
            <ul className="bw-lines">
              {items.map((measure) => (
                <OpenMeasure key={measure.id} measure={measure} named={incident === undefined} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}

function OpenMeasure({ measure, named }: { measure: MeasureWire; named: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayAct = useMay()('measures:act');
  const acts = useMeasureActs();
  const [asking, setAsking] = useState<'refuse' | 'undo'>();
  const { state, reports, until, extension } = measure;
  const waits = state === 'waiting';
  const left = until ? Math.max(0, (Date.parse(until) - Date.now()) / 3_600_000) : 0;
  return (
    <li className="bw-measure" data-measure={measure.id}>
      <div className="stack tight">
        <p>{format.text(measure.sentence)}</p>
        <p className="row wrap">
          <Mark tone={tones[state]}>{t(`measures.state-${state}`)}</Mark>
          {until && !waits && (
            <span className="dim">
              <Remaining until={until} />
            </span>
          )}
          {reports.map(({ by, real, state: said, detail }) => (
            <Mark
              key={by}
              quiet
              tone={!real ? 'amber' : said === 'in-force' ? 'green' : said === 'failed' ? 'red' : 'blue'}
              title={detail}
            >
              {by}
              {!real && ` (${t('blocks.dry')})`}
            </Mark>
          ))}
        </p>
        {measure.trouble && <p className="amber">{format.text(measure.trouble)}</p>}
        {waits && measure.approval && <p className="amber">{format.text(measure.approval)}</p>}
        {extension && (
          <p className="amber">
            {t('measures.longerWaits', { time: format.clock(extension.until) })}{' '}
            <ByName name={extension.askedBy} within />. {format.text(extension.approval)}
          </p>
        )}
        <p className="dim">
          {named && (
            <>
              <Link to="/incidents/$id" params={{ id: measure.incident }}>
                #{measure.number} <IncidentTitle of={measure} max={80} />
              </Link>
              {' · '}
            </>
          )}
          <ByName name={measure.askedBy} /> · <Ago at={measure.askedAt} />
          {measure.decidedBy && (
            <>
              {' · '}
              {t('measures.agreed')} <ByName name={measure.decidedBy} within />
            </>
          )}
        </p>
      </div>
      {mayAct && (
        <div className="bw-measure-buttons no-print">
          {waits ? (
            <>
              {!measure.mine && (
                <Button variant="filled" onClick={() => acts.approve.mutate(measure)} loading={acts.approve.isPending}>
                  {t('measures.approve')}
                </Button>
              )}
              <Button onClick={() => setAsking('refuse')}>
                {measure.mine ? t('measures.withdraw') : t('measures.refuse')}
              </Button>
            </>
          ) : (
            <>
              {extension && !extension.mine && (
                <Button variant="filled" onClick={() => acts.approve.mutate(measure)} loading={acts.approve.isPending}>
                  {t('measures.longerAgree')}
                </Button>
              )}
              {extension && (
                <Button onClick={() => setAsking('refuse')}>
                  {extension.mine ? t('measures.withdraw') : t('measures.longerRefuse')}
                </Button>
              )}
              {measure.lasts && state !== 'undoing' && !extension && (
                <Button
                  onClick={() => acts.extend.mutate({ measure, hours: Math.min(longestHours, left + extensionHours) })}
                  loading={acts.extend.isPending}
                >
                  {t('measures.extend')}
                </Button>
              )}
              {measure.lasts && (
                <Button onClick={() => setAsking('undo')} loading={acts.undo.isPending}>
                  {t('measures.undo')}
                </Button>
              )}
            </>
          )}
        </div>
      )}
      {asking && (
        <ReasonDialog
          draft={`measure.${measure.id}.${asking}`}
          title={asking === 'undo' ? t('measures.undoTitle') : t('measures.refuseTitle')}
          text={format.text(measure.sentence)}
          submit={asking === 'undo' ? t('measures.undo') : t('measures.refuse')}
          busy={acts.undo.isPending || acts.refuse.isPending}
          faults={undefined}
          onSubmit={(reason, sent) => {
            const done = {
              onSuccess: () => {
                sent();
                setAsking(undefined);
              },
            };
            if (asking === 'undo') acts.undo.mutate({ measure, reason }, done);
            else acts.refuse.mutate({ measure, reason }, done);
          }}
          onClose={() => setAsking(undefined)}
        />
      )}
    </li>
  );
}
