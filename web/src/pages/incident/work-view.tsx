import type { RefObject } from 'react';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useOwnCustomer } from '../../api/use-session.ts';
import { ContainmentPanel } from '../measures/containment-panel.tsx';
import { OpenMeasures } from '../measures/open-measures.tsx';
import { RecoveryPanel } from '../measures/recovery-panel.tsx';
import { AlertsPanel } from './alerts-panel.tsx';
import { EscalationPanel } from './escalation-panel.tsx';
import { InPlacePanel } from './in-place-panel.tsx';
import type { IncidentAsked } from './incident-acts.tsx';
import { PlaybooksPanel } from './playbooks-panel.tsx';
import { SimilarPanel } from './similar-panel.tsx';
import { TasksPanel } from './tasks-panel.tsx';
import { TimelinePanel } from './timeline-panel.tsx';

/** Tasks and playbooks, the timeline, what can be done and what is in place: side by side where there is room. */
export function WorkView({
  incident,
  kind,
  field,
  onAsk,
}: {
  incident: IncidentWire;
  /** Kinds of lines that are shown; '' for all. */
  kind: string;
  field: RefObject<HTMLTextAreaElement | null>;
  onAsk: (asked: IncidentAsked) => void;
}) {
  const inPortal = useOwnCustomer() !== undefined;
  return (
    <div className="bw-incident-columns">
      <div className="stack loose">
        {!inPortal && <TasksPanel incident={incident} />}
        <PlaybooksPanel incident={incident} onRun={() => onAsk('playbook')} />
        {!inPortal && <RecoveryPanel incident={incident} />}
        <AlertsPanel incident={incident} />
      </div>
      <div className="stack loose bw-incident-middle">
        <TimelinePanel incident={incident} kinds={kind} field={field} />
      </div>
      <div className="stack loose bw-incident-side">
        <EscalationPanel incident={incident} />
        {!inPortal && <OpenMeasures incident={incident} />}
        <InPlacePanel incident={incident} others />
        <ContainmentPanel incident={incident} />
        {!inPortal && <SimilarPanel incident={incident} />}
      </div>
    </div>
  );
}
