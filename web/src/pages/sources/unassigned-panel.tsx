import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { ToneIcon } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Ago } from '../../parts/time.tsx';
import { SourceForm } from './source-form.tsx';
import './unassigned.css';

/** Senders nobody claimed: in sight until somebody says whose they are. */
export function UnassignedPanel({ sources }: { sources: readonly Source[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const [assigning, setAssigning] = useState<Source>();
  const may = useMay();
  if (sources.length === 0) return null;
  return (
    <Panel
      id="unassigned"
      title={
        <span className="row">
          <ToneIcon tone="amber" /> {t('sources.unassignedTitle')} ({format.number(sources.length)})
        </span>
      }
      aside={t('sources.unassignedText')}
      flush
    >
      <ul className="bw-lines">
        {sources.map((source) => (
          <li key={source.id} className="bw-unassigned">
            <div>
              <Link to="/sources/$id" params={{ id: source.id }} className="plain strong">
                <Raw text={source.name} max={80} />
              </Link>
              <div className="dim">
                {word('kind', source.kind)}
                {source.match.address && ` · ${source.match.address}`}
                {source.match.hostname && (
                  <>
                    {' · '}
                    <Raw text={source.match.hostname} max={60} />
                  </>
                )}
              </div>
            </div>
            <div className="dim num">
              {format.number(source.tally.received)} {t('sources.received').toLowerCase()}
              <div>{source.lastSeen && <Ago at={source.lastSeen} />}</div>
            </div>
            {may('sources:write') && (
              <Button
                variant="filled"
                onClick={() => setAssigning(source)}
                aria-label={t('sources.assignName', { name: source.name })}
              >
                {t('sources.assign')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {assigning && <SourceForm source={assigning} assign onClose={() => setAssigning(undefined)} />}
    </Panel>
  );
}
