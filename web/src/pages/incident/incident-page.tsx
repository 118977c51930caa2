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
import { MeasureDialog } from '../measures/measure-dialog.tsx';
import { ByHandDialog } from './by-hand-dialog.tsx';
import { GatePanel, LessonsPanel } from './closing-panel.tsx';
import { FactsView } from './facts-view.tsx';
import { FilesPanel } from './files-panel.tsx';
import { InPlacePanel } from './in-place-panel.tsx';
import type { IncidentAsked } from './incident-acts.tsx';
import { IncidentHead } from './incident-head.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { PlaybookDialog } from './playbook-dialog.tsx';
import { ReopenDialog } from './reopen-dialog.tsx';
import { SplitDialog } from './split-dialog.tsx';
import { StageStrip } from './stage-strip.tsx';
import { TimelinePanel } from './timeline-panel.tsx';
import { WorkView } from './work-view.tsx';
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
    if (asked === 'undo') {
      void show('work').then(() => requestAnimationFrame(() => pointAt('open-measures', 'in-place')));
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
          <div className="stack loose">
            <GatePanel incident={incident} />
            <InPlacePanel incident={incident} />
          </div>
          <LessonsPanel incident={incident} />
        </div>
      )}
      {dialog === 'block' && <MeasureDialog incident={incident} action="block-source" onClose={close} />}
      {dialog === 'divert' && <MeasureDialog incident={incident} action="divert-calls" onClose={close} />}
      {dialog === 'playbook' && <PlaybookDialog incident={incident} onClose={close} />}
      {dialog === 'by-hand' && <ByHandDialog incident={incident} onClose={close} />}
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

/** Brings the first of these parts that has something to press into sight and gives it the keyboard. */
function pointAt(...ids: readonly string[]): void {
  const places = ids.flatMap((id) => document.getElementById(id) ?? []);
  const place = places.find((one) => one.querySelector('li button')) ?? places[0];
  place?.scrollIntoView({ block: 'start' });
  place?.querySelector<HTMLElement>('button, a')?.focus({ preventScroll: true });
}
