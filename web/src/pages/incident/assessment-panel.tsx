import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { severityMatrixQuery } from '../../api/incident-queries.ts';
import type { Severity } from '../../api/types.ts';
import { useWord } from '../../i18n/use-format.ts';
import { Panel } from '../../parts/panel.tsx';
import { severities, severityRank } from '../../parts/severity-rank.ts';
import { SeverityMark } from '../../parts/state-marks.tsx';
import { useKept } from '../../parts/use-kept.ts';
import { LevelTicks } from './level-ticks.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { type Levels, severityOf } from './severity-of.ts';
import { overtakenBy, useIncidentAct, useRefusal } from './use-incident-act.ts';

/** How severe it is, by impact and urgency; it rises by the matrix, and a person lowers it with a reason. */
export function AssessmentPanel({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const word = useWord();
  const act = useIncidentAct(incident.id);
  const [draft, keep, forget] = useKept<Levels | null>(`incident.${incident.id}.levels`, null);
  const [lowering, setLowering] = useState(false);
  const levels = draft ?? incident.assessment;
  const changed = draft !== null && JSON.stringify(draft) !== JSON.stringify(incident.assessment);
  const works = incident.may.write && !incident.over;
  const matrix = useQuery(severityMatrixQuery).data;
  const comes = matrix ? severityOf(levels, matrix) : incident.severity;
  const holds = changed && severityRank(comes) < severityRank(incident.severity);
  return (
    <Panel id="assessment" title={t('incidents.assessment')} aside={<SeverityMark severity={incident.severity} soft />}>
      <div className="stack">
        <fieldset disabled={!works} className="bw-plain-fieldset">
          <LevelTicks levels={levels} onChange={keep} help />
        </fieldset>
        {holds && (
          <p className="amber">
            {t('incidents.assessHolds', { severity: word('severity', incident.severity).toLowerCase() })}
          </p>
        )}
        {works && (
          <div className="row wrap no-print">
            <Button
              variant="filled"
              disabled={!changed}
              loading={act.isPending}
              onClick={() =>
                act.mutate(
                  { act: { act: 'assess', assessment: { impact: [...levels.impact], urgency: [...levels.urgency] } } },
                  { onSuccess: forget },
                )
              }
            >
              {t('incidents.assess')}
            </Button>
            {severityRank(incident.severity) > severityRank('informational') && (
              <Button onClick={() => setLowering(true)}>{t('incidents.lower')}</Button>
            )}
          </div>
        )}
      </div>
      {lowering && <LowerDialog incident={incident} onClose={() => setLowering(false)} />}
    </Panel>
  );
}

function LowerDialog({ incident, onClose }: { incident: IncidentWire; onClose: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const act = useIncidentAct(incident.id, true);
  const refusal = useRefusal();
  const milder = severities.filter((severity) => severityRank(severity) < severityRank(incident.severity));
  const [severity, setSeverity] = useState<Severity>(milder[0] ?? 'low');
  // As it was when the question came up: what others say meanwhile is told before it is written over.
  const [seen, setSeen] = useState(incident);
  const newest = act.error ? overtakenBy(act.error) : undefined;
  const now = newest && word('severity', newest.severity).toLowerCase();
  return (
    <ReasonDialog
      draft={`incident.${incident.id}.lower`}
      title={t('incidents.lowerTitle')}
      submit={t('incidents.lowerSubmit', { severity: word('severity', severity).toLowerCase() })}
      busy={act.isPending}
      faults={
        now
          ? [
              `${t('incidents.overtaken')} ${t('incidents.severityNow', { severity: now })} ${t('incidents.overtakenSend')}`,
            ]
          : act.error
            ? refusal(act.error)
            : undefined
      }
      onSubmit={(reason, sent) =>
        act.mutate(
          {
            act: { act: 'set-severity', severity, reason },
            over: { seen, part: (one) => one.severity },
          },
          { onSuccess: sent, onError: (error) => setSeen(overtakenBy(error) ?? seen) },
        )
      }
      onClose={onClose}
    >
      <NativeSelect
        label={t('incidents.severity')}
        value={severity}
        onChange={(event) => setSeverity(event.currentTarget.value as Severity)}
        data={milder.map((value) => ({ value, label: word('severity', value) }))}
      />
    </ReasonDialog>
  );
}
