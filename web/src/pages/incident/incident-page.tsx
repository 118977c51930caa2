import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { incidentQuery } from '../../api/incident-queries.ts';
import { RequestError } from '../../api/problem.ts';
import { useOwnCustomer } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ContainmentPanel } from '../measures/containment-panel.tsx';
import { OpenMeasures } from '../measures/open-measures.tsx';
import { RecoveryPanel } from '../measures/recovery-panel.tsx';
import { AlertsPanel } from './alerts-panel.tsx';
import { AssessmentPanel } from './assessment-panel.tsx';
import { GatePanel, LessonsPanel } from './closing-panel.tsx';
import { EscalationPanel } from './escalation-panel.tsx';
import { FilesPanel } from './files-panel.tsx';
import { ImpactPanel } from './impact-panel.tsx';
import { InPlacePanel } from './in-place-panel.tsx';
import type { IncidentAsked } from './incident-acts.tsx';
import { IncidentHead } from './incident-head.tsx';
import { KindPanel } from './kind-panel.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { PlaybookDialog } from './playbook-dialog.tsx';
import { PlaybooksPanel } from './playbooks-panel.tsx';
import { ReopenDialog } from './reopen-dialog.tsx';
import { RolesPanel } from './roles-panel.tsx';
import { SimilarPanel } from './similar-panel.tsx';
import { SplitDialog } from './split-dialog.tsx';
import { StageStrip } from './stage-strip.tsx';
import { TasksPanel } from './tasks-panel.tsx';
import { TimelinePanel } from './timeline-panel.tsx';
import '../../parts/view-tabs.css';
import './incident.css';

const views = ['work', 'timeline', 'facts', 'closing'] as const;
type View = (typeof views)[number];

/** One incident: what, who leads, whom it hits, what was done, what is next; everything to work on it. */
export function IncidentPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/incidents/$id' });
  const incident = useQuery(incidentQuery(id));
  if (incident.error instanceof RequestError && incident.error.status === 404 && !incident.data) {
    return (
      <Panel>
        <Empty title={t('common.notFoundTitle')} text={t('incidents.notFound')} />
      </Panel>
    );
  }
  return (
    <Answer of={incident} rows={10}>
      {(data) => <IncidentWork key={data.id} incident={data} />}
    </Answer>
  );
}

function IncidentWork({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { view: named, kind = '' } = useSearch({ from: '/shell/incidents/$id' });
  // Where somebody is going already, before the address says so.
  const [going, setGoing] = useState<View>();
  const view: View = going ?? views.find((one) => one === named) ?? 'work';
  const field = useRef<HTMLTextAreaElement>(null);
  const [dialog, setDialog] = useState<IncidentAsked>();
  const close = () => setDialog(undefined);
  const show = useCallback(
    (next: View) =>
      navigate({
        to: '/incidents/$id',
        params: { id: incident.id },
        search: (old) => ({ ...old, view: next === 'work' ? undefined : next }),
        replace: true,
      }),
    [navigate, incident.id],
  );
  const ask = (asked: IncidentAsked) => {
    if (asked === 'note') {
      // At once: what is typed next belongs into the field, and must not be taken for keys that act.
      if (!field.current?.checkVisibility()) {
        flushSync(() => setGoing('timeline'));
        void show('timeline').finally(() => setGoing(undefined));
      }
      field.current?.focus();
      return;
    }
    if (asked === 'undo' || asked === 'block' || asked === 'divert') {
      const place = asked === 'undo' ? 'in-place' : 'contain';
      void show('work').then(() => requestAnimationFrame(() => pointAt(place)));
      return;
    }
    setDialog(asked);
  };
  return (
    <>
      <IncidentHead incident={incident} onAsk={ask} />
      <StageStrip incident={incident} />
      <Views incident={incident} view={view} />
      {view === 'work' && <WorkView incident={incident} kind={kind} field={field} onAsk={ask} />}
      {view === 'timeline' && (
        <div className="bw-incident-two">
          <TimelinePanel incident={incident} kinds={kind} field={field} />
          <div className="stack loose">
            <FilesPanel incident={incident} />
          </div>
        </div>
      )}
      {view === 'facts' && <FactsView incident={incident} />}
      {view === 'closing' && (
        <div className="bw-incident-halves">
          <GatePanel incident={incident} />
          <LessonsPanel incident={incident} />
        </div>
      )}
      {dialog === 'playbook' && <PlaybookDialog incident={incident} onClose={close} />}
      {dialog === 'merge' && <MergeDialog incident={incident} onClose={close} />}
      {dialog === 'split' && <SplitDialog incident={incident} onClose={close} />}
      {dialog === 'reopen' && <ReopenDialog incident={incident} onClose={close} />}
      <span className="sr-only" aria-live="polite">
        {t(`incidents.state-${incident.state}`)}
      </span>
    </>
  );
}

function Views({ incident, view }: { incident: IncidentWire; view: View }) {
  const { t } = useTranslation();
  const inPortal = useOwnCustomer() !== undefined;
  return (
    <nav className="bw-views bw-incident-views no-print" aria-label={t('incidents.views')}>
      {views
        .filter((one) => !inPortal || one !== 'closing')
        .map((one) => (
          <Link
            key={one}
            to="/incidents/$id"
            params={{ id: incident.id }}
            search={(old) => ({ ...old, view: one === 'work' ? undefined : one })}
            replace
            className={`bw-view ${view === one ? 'chosen' : ''}`}
            aria-current={view === one ? 'page' : undefined}
          >
            {t(`incidents.view-${one}`)}
          </Link>
        ))}
    </nav>
  );
}

/** Tasks and playbooks, the timeline, what is in place: side by side where there is room. */
function WorkView({
  incident,
  kind,
  field,
  onAsk,
}: {
  incident: IncidentWire;
  kind: string;
  field: React.RefObject<HTMLTextAreaElement | null>;
  onAsk: (asked: IncidentAsked) => void;
}) {
  const inPortal = useOwnCustomer() !== undefined;
  return (
    <div className="bw-incident-columns">
      <div className="stack loose">
        {!inPortal && <TasksPanel incident={incident} />}
        <PlaybooksPanel incident={incident} onRun={() => onAsk('playbook')} />
        <AlertsPanel incident={incident} />
      </div>
      <div className="stack loose bw-incident-middle">
        <TimelinePanel incident={incident} kinds={kind} field={field} />
      </div>
      <div className="stack loose bw-incident-side">
        <OpenMeasures incident={incident} />
        <ContainmentPanel incident={incident} />
        <InPlacePanel incident={incident} />
        {!inPortal && <RecoveryPanel incident={incident} />}
        <EscalationPanel incident={incident} />
        {!inPortal && <SimilarPanel incident={incident} />}
      </div>
    </div>
  );
}

function FactsView({ incident }: { incident: IncidentWire }) {
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

/** Brings a part of the page into sight and gives it the keyboard. */
function pointAt(id: string): void {
  const place = document.getElementById(id);
  place?.scrollIntoView({ block: 'start' });
  place?.querySelector<HTMLElement>('button, a, input, select, textarea')?.focus({ preventScroll: true });
}
