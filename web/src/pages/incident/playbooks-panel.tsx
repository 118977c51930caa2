import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import type { RunSummaryWire } from '../../../../src/api/schema/playbook-runs.ts';
import { incidentRunsQuery } from '../../api/incident-queries.ts';
import { useMay } from '../../api/use-session.ts';
import { ByName } from '../../parts/by-name.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Clock } from '../../parts/time.tsx';
import { visibleText } from '../../parts/visible-text.ts';

const tones: Readonly<Record<RunSummaryWire['state'], Tone>> = {
  running: 'blue',
  done: 'green',
  failed: 'red',
  stopped: 'dim',
};

/** Playbooks that run for it, how far they are and what they wait for. */
export function PlaybooksPanel({ incident, onRun }: { incident: IncidentWire; onRun: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const mayRead = may('playbooks:read');
  const runs = useQuery({ ...incidentRunsQuery(incident.id), enabled: mayRead });
  if (!mayRead) return null;
  const mayRun = incident.may.playbooks && incident.may.write && !incident.over;
  return (
    <Panel id="playbooks" title={t('incidents.playbooks')} flush>
      <Answer of={runs} rows={2}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={t('incidents.playbookNone')} text={t('incidents.playbookNoneText')} />
          ) : (
            <ul className="bw-lines">
              {all.map((run) => (
                <RunLine key={run.id} run={run} />
              ))}
            </ul>
          )
        }
      </Answer>
      {mayRun && (
        <div className="bw-table-foot no-print">
          <Button onClick={onRun}>{t('incidents.runPlaybook')}</Button>
        </div>
      )}
    </Panel>
  );
}

function RunLine({ run }: { run: RunSummaryWire }) {
  const { t } = useTranslation();
  const late = run.waits.some((wait) => wait.late || wait.doubt);
  return (
    <li data-run={run.id}>
      <div className="row apart">
        <Link to="/runs/$id" params={{ id: run.id }} className="strong">
          <Raw text={run.name} max={120} />
        </Link>
        <Mark tone={late ? 'red' : tones[run.state]}>{t(`incidents.run-${run.state}`)}</Mark>
      </div>
      <div className="dim">
        <Clock at={run.startedAt} /> · <ByName name={run.startedBy.name} /> ·{' '}
        {t('incidents.runDone', { count: run.stepsDone })}
      </div>
      {run.state === 'running' && run.waits.length > 0 && (
        <div>
          {t('incidents.runWaits', {
            name: run.waits
              .slice(0, 3)
              .map(({ name }) => visibleText(name))
              .join(', '),
          })}
        </div>
      )}
    </li>
  );
}
