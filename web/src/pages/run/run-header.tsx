import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunWire } from '../../../../src/api/schema/playbook-runs.ts';
import { incidentQuery } from '../../api/incident-queries.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useByName } from '../../parts/by-name.tsx';
import { IconPlayerStop } from '../../parts/icons.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { Fact, Facts, Panel } from '../../parts/panel.tsx';
import { Ago, Clock } from '../../parts/time.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { IncidentTitle } from '../incident/incident-words.tsx';
import { versionName } from '../playbook/parts/version-name.ts';
import { RunStateMark } from '../playbook/runs/run-state-mark.tsx';
import { StopDialog } from './stop-dialog.tsx';

/** What runs, for which incident, which version, since when; and the way to stop it. */
export function RunHeader({ run }: { run: RunWire }) {
  const { t } = useTranslation();
  const byName = useByName();
  const format = useFormat();
  const may = useMay();
  const [stopping, setStopping] = useState(false);
  const incident = useQuery({ ...incidentQuery(run.incident), enabled: may('incidents:read') }).data;
  const { name, state, modified, playbook, startedAt, startedBy, endedAt, stepsDone, stepsFailed } = run;
  return (
    <>
      <PageHeader
        tab={visibleText(name)}
        title={<bdi>{visibleText(name)}</bdi>}
        lead={
          <Link to="/playbooks" search={{ view: 'runs' }} className="bw-playbook-back">
            {t('playbooks.viewRuns')}
          </Link>
        }
        aside={<RunStateMark state={state} soft />}
      >
        {state === 'running' && may('playbooks:run') && (
          <Button leftSection={<IconPlayerStop size={15} />} onClick={() => setStopping(true)}>
            {t('playbooks.stop')}
          </Button>
        )}
      </PageHeader>
      <Panel className="bw-run-facts">
        <Facts>
          <Fact name={t('playbooks.startIncident')} more={incident && <IncidentTitle of={incident} max={120} />}>
            <Link to="/incidents/$id" params={{ id: run.incident }}>
              {incident ? `#${incident.number}` : t('playbooks.startIncident')}
            </Link>
          </Fact>
          <Fact name={t('playbooks.version')} more={t('playbooks.runVersionText')}>
            <Link to="/playbooks/$id" params={{ id: playbook }} search={{ version: modified }}>
              {versionName(modified, format.exact)}
            </Link>
          </Fact>
          <Fact
            name={t('playbooks.runStarted')}
            more={t('playbooks.runBy', { who: byName(startedBy.name) || t('playbooks.byBelwacht') })}
          >
            <Ago at={startedAt} />
          </Fact>
          {endedAt && (
            <Fact name={t('playbooks.runEnded')}>
              <Clock at={endedAt} />
            </Fact>
          )}
          <Fact name={t('playbooks.steps')}>
            {t('playbooks.runProgress', { done: format.number(stepsDone), failed: format.number(stepsFailed) })}
          </Fact>
        </Facts>
      </Panel>
      {stopping && <StopDialog run={run} onClose={() => setStopping(false)} />}
    </>
  );
}
