import { Button, SegmentedControl } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ByName } from '../../../parts/by-name.tsx';
import { Ago } from '../../../parts/time.tsx';
import { RemovedBy } from './removed-by.tsx';

import './history.css';

/** What every version has that is kept. */
export interface KeptVersion {
  readonly version: number;
  readonly at: string;
  readonly by: string;
  readonly removed: boolean;
  readonly removedAt: string | null;
  readonly removedBy: string;
}

/** Versions, newest first: who, when and what; compared where there is more to see than a sentence, and the way back. */
export function VersionList<V extends KeptVersion>({
  versions,
  changes,
  compare,
  act,
}: {
  versions: readonly V[];
  /** What a version changed, line by line. */
  changes: (one: V, before: V | undefined) => ReactNode;
  compare?: (before: V, after: V) => ReactNode;
  /** The way back to a version, where there is one. */
  act?: { has: (one: V, place: number) => boolean; name: (one: V) => string; run: (one: V) => void; busy: boolean };
}) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<number>();
  const [against, setAgainst] = useState<'before' | 'now'>('before');
  const now = versions[0];
  const vsNow = t(now?.removed ? 'geoHistory.versionVsLast' : 'geo.versionVsNow');
  return (
    <ol className="bw-lines bw-geo-policy-versions">
      {versions.map((one, place) => {
        const earlier = versions[place + 1];
        const open = shown === one.version;
        return (
          <li key={one.version} className="stack">
            {one.removed && (
              <p className="dim">
                <RemovedBy by={one.removedBy} at={one.removedAt} />
              </p>
            )}
            <div className="row wrap apart">
              <div className="stack tight">
                <p>
                  <span className="strong">{t('geo.version', { version: one.version })}</span>
                  {place === 0 && !one.removed && <span className="dim"> ({t('geo.versionNow')})</span>}
                  <span className="dim">
                    {' · '}
                    <ByName name={one.by || '–'} /> · <Ago at={one.at} />
                  </span>
                </p>
                <ul>{changes(one, earlier)}</ul>
              </div>
              <div className="row wrap no-print">
                {compare && (earlier || place > 0) && (
                  <Button
                    onClick={() => setShown(open ? undefined : one.version)}
                    aria-expanded={open}
                    aria-label={t('geo.versionShow', { version: one.version })}
                  >
                    {open ? t('geo.versionHide') : earlier ? t('geo.versionWhat') : vsNow}
                  </Button>
                )}
                {act?.has(one, place) && (
                  <Button onClick={() => act.run(one)} disabled={act.busy}>
                    {act.name(one)}
                  </Button>
                )}
              </div>
            </div>
            {compare && open && (
              <div className="stack">
                {earlier && place > 0 && (
                  <div>
                    <SegmentedControl
                      aria-label={t('geo.version', { version: one.version })}
                      value={against}
                      onChange={setAgainst}
                      data={[
                        { value: 'before', label: t('geo.versionWhat') },
                        { value: 'now', label: vsNow },
                      ]}
                    />
                  </div>
                )}
                {earlier && (against === 'before' || place === 0) ? compare(earlier, one) : now && compare(one, now)}
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
