import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tailQuery } from '../../api/queries.ts';
import type { Source, SourceTail } from '../../api/types.ts';
import { Empty } from '../../parts/empty.tsx';
import { IconPlayerPause, IconPlayerPlay } from '../../parts/icons.ts';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { usePointedAt } from '../../parts/use-pointed-at.ts';
import { TailTable } from './tail-table.tsx';

/** The last lines, live; they stand still while you point at them or press pause. */
export function TailPanel({ source }: { source: Source }) {
  const { t } = useTranslation();
  const [paused, setPaused] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const pointed = usePointedAt(place);
  const held = paused || pointed;
  const tail = useQuery(tailQuery(source.id));
  const shown = useRef<SourceTail>([]);
  if (!held && tail.data) shown.current = tail.data;
  return (
    <Panel
      id="tail"
      title={t('sources.tail')}
      aside={
        <span className="row">
          <span>{pointed && !paused ? t('sources.tailHeld') : t('sources.tailAside')}</span>
          <Button
            size="compact-xs"
            onClick={() => setPaused(!paused)}
            leftSection={paused ? <IconPlayerPlay size={13} /> : <IconPlayerPause size={13} />}
            aria-pressed={paused}
          >
            {paused ? t('sources.tailResume') : t('sources.tailPause')}
          </Button>
        </span>
      }
      flush
    >
      <Answer of={tail}>
        {() =>
          shown.current.length === 0 ? (
            <Empty title={t('sources.tailEmpty')} text={t('connect.waitingText')} />
          ) : (
            <div ref={place}>
              <TailTable lines={shown.current} label={t('sources.tail')} />
            </div>
          )
        }
      </Answer>
    </Panel>
  );
}
