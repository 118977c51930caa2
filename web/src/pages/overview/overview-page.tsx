import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { overviewQuery } from '../../api/queries.ts';
import { Answer } from '../../parts/loading.tsx';
import { usePointedAt } from '../../parts/use-pointed-at.ts';
import { useTenant } from '../../shell/use-tenant.ts';
import { BlocksPanel } from './blocks-panel.tsx';
import { EnforcersPanel } from './enforcers-panel.tsx';
import { IncidentsPanel } from './incidents-panel.tsx';
import { RegistrationsPanels } from './registrations-panels.tsx';
import { SourcesPanel } from './sources-panel.tsx';
import { StateLine } from './state-line.tsx';
import { TodoPanel } from './todo-panel.tsx';
import { WhereFromPanel } from './where-from-panel.tsx';
import './overview.css';

/** What is wrong, for whom, since when, what was done, what is next: without a click. */
export function OverviewPage() {
  const overview = useQuery(overviewQuery(useTenant()));
  const place = useRef<HTMLDivElement>(null);
  const held = usePointedAt(place);
  return (
    <div className="stack loose" ref={place}>
      <Answer of={overview} rows={10}>
        {(data) => (
          <>
            <StateLine overview={data} updatedAt={overview.dataUpdatedAt} />
            <IncidentsPanel held={held} />
            <TodoPanel overview={data} held={held} />
            <RegistrationsPanels overview={data} />
            <div className="bw-overview-columns">
              <div className="stack loose">
                <WhereFromPanel overview={data} />
                <SourcesPanel overview={data} />
              </div>
              <div className="stack loose">
                <BlocksPanel overview={data} held={held} />
                <EnforcersPanel overview={data} />
              </div>
            </div>
          </>
        )}
      </Answer>
    </div>
  );
}
