import { Loader, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sourcesQuery, tailQuery } from '../../api/queries.ts';
import type { Source } from '../../api/types.ts';
import { ToneIcon } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';
import { TailTable } from '../source/tail-table.tsx';

/** Waits for the first line of a new sender, or for the next one of a chosen source, and shows it. */
export function Waiting({ kinds }: { kinds: readonly Source['kind'][] }) {
  const { t } = useTranslation();
  const [watched, setWatched] = useState('');
  const sources = useQuery({ ...sourcesQuery, refetchInterval: 1500 }).data;
  // What each source had received when the waiting began; a source that was not there began at nothing.
  const [before, setBefore] = useState<ReadonlyMap<string, number>>();
  if (sources && !before) setBefore(new Map(sources.map((source) => [source.id, source.tally.received])));

  // A sender nobody knew goes before a known one that delivers for the first time.
  const byNews = [...(sources ?? [])].sort((a, b) => Number(before?.has(a.id)) - Number(before?.has(b.id)));
  const arrived = byNews.find((source) => {
    if (!before) return false;
    const had = before.get(source.id) ?? 0;
    if (watched) return source.id === watched && source.tally.received > had;
    return kinds.includes(source.kind) && had === 0 && source.tally.received > 0;
  });
  const existing = sources?.filter((source) => kinds.includes(source.kind) && (before?.get(source.id) ?? 0) > 0) ?? [];

  return (
    <section className="bw-panel bw-waiting" data-arrived={arrived !== undefined} aria-live="polite">
      {arrived ? (
        <Arrived source={arrived} />
      ) : (
        <>
          <div className="row">
            <Loader size={16} />
            <span className="strong">{t('connect.waiting')}</span>
          </div>
          <p className="dim">{t('connect.waitingText')}</p>
          {existing.length > 0 && (
            <NativeSelect
              className="bw-connect-host"
              label={t('connect.watchAlso')}
              value={watched}
              onChange={(event) => {
                setWatched(event.currentTarget.value);
                setBefore(undefined);
              }}
              data={[
                { value: '', label: t('connect.watchNew') },
                ...existing.map((source) => ({ value: source.id, label: source.name })),
              ]}
            />
          )}
        </>
      )}
    </section>
  );
}

function Arrived({ source }: { source: Source }) {
  const { t } = useTranslation();
  const tail = useQuery(tailQuery(source.id)).data;
  return (
    <div className="stack">
      <div className="row wrap">
        <ToneIcon tone="green" size={18} />
        <span className="strong">
          <Raw text={t('connect.arrived', { name: source.name })} />
        </span>
        {source.tenant === 'unassigned' && <span className="dim">{t('connect.arrivedUnassigned')}</span>}
        <Link to="/sources/$id" params={{ id: source.id }}>
          {source.tenant === 'unassigned' ? t('sources.assign') : t('connect.toSource')}
        </Link>
      </div>
      {tail && tail.length > 0 && <TailTable lines={tail.slice(0, 1)} label={t('sources.tail')} />}
    </div>
  );
}
