import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentEntryWire, IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { timelineQuery } from '../../api/incident-queries.ts';
import { useSession } from '../../api/use-session.ts';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { FilterChoice } from '../../parts/table/filter-choice.tsx';
import { usePointedAt } from '../../parts/use-pointed-at.ts';
import { useSteadyRows } from '../../parts/use-steady-rows.ts';
import { useAttach, useDrop } from './attach.tsx';
import { entryKinds } from './entry-kinds.ts';
import { QuickEntry } from './quick-entry.tsx';
import { TimelineLine } from './timeline-line.tsx';

const idOf = (entry: IncidentEntryWire) => String(entry.id);

/** Everything that happened, newest first, and the line to add to it. Files can be dropped on it. */
export function TimelinePanel({
  incident,
  kinds,
  field,
}: {
  incident: IncidentWire;
  /** Kinds that are shown, with commas between; '' for all. */
  kinds: string;
  field: RefObject<HTMLTextAreaElement | null>;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const timeline = useInfiniteQuery(timelineQuery(incident.id, kinds));
  const { sending, send } = useAttach(incident.id, false);
  const { over, handlers } = useDrop((files) => incident.may.write && void send(files));
  return (
    <Panel
      id="timeline"
      className="bw-timeline-panel"
      title={t('incidents.timeline')}
      aside={
        <FilterChoice
          label={t('incidents.filterKinds')}
          value={kinds}
          onChange={(kind) =>
            void navigate({
              to: '/incidents/$id',
              params: { id: incident.id },
              search: (old) => ({ ...old, kind: kind || undefined }),
              replace: true,
            })
          }
          choices={[
            { value: '', label: t('incidents.kind-all') },
            ...entryKinds.map((kind) => ({ value: kind, label: t(`incidents.kind-${kind}`) })),
          ]}
        />
      }
      flush
    >
      <section aria-label={t('incidents.timeline')} data-dropping={over || undefined} {...handlers}>
        {over && <p className="bw-drop-note strong">{t('incidents.attachDrop')}</p>}
        {incident.may.write && <QuickEntry incident={incident} field={field} onKept={() => undefined} />}
        {sending && <p className="dim bw-panel-body">{t('incidents.attaching', { name: sending })}</p>}
        <Answer of={timeline} rows={6}>
          {(data) => (
            <Lines
              entries={data.pages.flatMap(({ items }) => items)}
              filtered={kinds !== ''}
              more={timeline.hasNextPage ? () => void timeline.fetchNextPage() : undefined}
              busy={timeline.isFetchingNextPage}
            />
          )}
        </Answer>
      </section>
    </Panel>
  );
}

/** Lines stay where they are while somebody points at them; what they wrote themselves appears at once. */
function Lines({
  entries,
  filtered,
  more,
  busy,
}: {
  entries: readonly IncidentEntryWire[];
  filtered: boolean;
  more: (() => void) | undefined;
  busy: boolean;
}) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const held = usePointedAt(place);
  const [asked, setAsked] = useState(0);
  const me = `user:${useSession()?.user?.id ?? ''}`;
  const newest = entries.reduce((most, { id }) => Math.max(most, id), 0);
  const mine = entries.some(({ id, by }) => id === newest && by.id === me);
  const { rows, waiting } = useSteadyRows(entries, idOf, held && !mine && asked !== newest);
  return (
    <div ref={place}>
      {waiting > 0 && (
        <div className="bw-notice no-print">
          <button type="button" className="link strong" onClick={() => setAsked(newest)}>
            {t('incidents.newLines', { count: waiting })}
          </button>
        </div>
      )}
      {rows.length === 0 ? (
        <p className="dim bw-panel-body">
          {t(filtered ? 'incidents.timelineEmptyFiltered' : 'incidents.timelineEmpty')}
        </p>
      ) : (
        <ol className="bw-story">
          {rows.map((entry) => (
            <TimelineLine key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      {more && (
        <div className="bw-table-foot">
          <Button size="compact-xs" onClick={more} loading={busy}>
            {t('incidents.earlier')}
          </Button>
        </div>
      )}
    </div>
  );
}
