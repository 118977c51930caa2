import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useOwnCustomer } from '../../api/use-session.ts';
import { AlertsPanel } from './alerts-panel.tsx';
import { AssessmentPanel } from './assessment-panel.tsx';
import { FilesPanel } from './files-panel.tsx';
import { ImpactPanel } from './impact-panel.tsx';
import { KindPanel } from './kind-panel.tsx';
import { RolesPanel } from './roles-panel.tsx';
import { SimilarPanel } from './similar-panel.tsx';

/** What is known: kind, whom it hits, how severe, who does what, alerts, files. */
export function FactsView({ incident }: { incident: IncidentWire }) {
  const inPortal = useOwnCustomer() !== undefined;
  return (
    <div className="bw-incident-halves">
      <div className="stack loose">
        <KindPanel incident={incident} />
        <ImpactPanel incident={incident} />
        <AlertsPanel incident={incident} />
      </div>
      <div className="stack loose">
        {!inPortal && <AssessmentPanel incident={incident} />}
        <RolesPanel incident={incident} />
        <FilesPanel incident={incident} />
        {!inPortal && <SimilarPanel incident={incident} />}
      </div>
    </div>
  );
}
