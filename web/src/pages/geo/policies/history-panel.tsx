import { Button, SegmentedControl } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoPolicyWire, GeoVersion } from '../../../../../src/api/schema/geo.ts';
import { geoVersionsQuery } from '../../../api/geo-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Confirm } from '../../../parts/confirm.tsx';
import { Answer } from '../../../parts/loading.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { Ago } from '../../../parts/time.tsx';
import { DifferenceView } from './difference-view.tsx';
import { formOf } from './draft-policy.ts';

/** Every version with who, when and what; compared, and the way back to it. */
export function HistoryPanel({
  policy,
  onRevert,
  busy,
  mayChange,
}: {
  policy: GeoPolicyWire;
  onRevert: (version: GeoVersion) => void;
  busy: boolean;
  mayChange: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const versions = useQuery({ ...geoVersionsQuery(policy.id, policy.version), placeholderData: keepPreviousData });
  const [shown, setShown] = useState<number>();
  const [against, setAgainst] = useState<'before' | 'now'>('before');
  const [asked, setAsked] = useState<GeoVersion>();
  return (
    <Panel id="history" title={t('geo.history')} aside={t('geo.historyText')} flush>
      <Answer of={versions} rows={4}>
        {(all) => (
          <ol className="bw-lines bw-geo-policy-versions">
            {all.map((one, place) => {
              const earlier = all[place + 1];
              const open = shown === one.version;
              return (
                <li key={one.version} className="stack">
                  <div className="row wrap apart">
                    <div className="stack tight">
                      <p>
                        <span className="strong">{t('geo.version', { version: one.version })}</span>
                        {place === 0 && <span className="dim"> ({t('geo.versionNow')})</span>}
                        <span className="dim">
                          {' · '}
                          <Raw text={one.by || '–'} max={60} /> · <Ago at={one.at} />
                        </span>
                      </p>
                      <ul>
                        {one.changes.length > 0
                          ? one.changes.map((sentence) => (
                              <li key={sentence.en}>
                                <Raw text={format.text(sentence)} max={300} />
                              </li>
                            ))
                          : !earlier && <li>{t('geo.versionFirst')}</li>}
                      </ul>
                    </div>
                    <div className="row wrap no-print">
                      {(earlier || place > 0) && (
                        <Button
                          onClick={() => setShown(open ? undefined : one.version)}
                          aria-expanded={open}
                          aria-label={t('geo.versionShow', { version: one.version })}
                        >
                          {t(open ? 'geo.versionHide' : earlier ? 'geo.versionWhat' : 'geo.versionVsNow')}
                        </Button>
                      )}
                      {place > 0 && mayChange && (
                        <Button onClick={() => setAsked(one)} disabled={busy}>
                          {t('geo.revert', { version: one.version })}
                        </Button>
                      )}
                    </div>
                  </div>
                  {open && (
                    <div className="stack">
                      {earlier && place > 0 && (
                        <div>
                          <SegmentedControl
                            aria-label={t('geo.version', { version: one.version })}
                            value={against}
                            onChange={setAgainst}
                            data={[
                              { value: 'before', label: t('geo.versionWhat') },
                              { value: 'now', label: t('geo.versionVsNow') },
                            ]}
                          />
                        </div>
                      )}
                      {earlier && (against === 'before' || place === 0) ? (
                        <DifferenceView before={earlier.policy} after={one.policy} />
                      ) : (
                        <DifferenceView before={one.policy} after={formOf(policy)} />
                      )}
                    </div>
                  )}
                </li>
              );
            })}
          </ol>
        )}
      </Answer>
      {asked && (
        <Confirm
          title={t('geo.revertTitle', { version: asked.version })}
          submit={t('geo.revert', { version: asked.version })}
          busy={busy}
          onSubmit={() => {
            onRevert(asked);
            setAsked(undefined);
          }}
          onClose={() => setAsked(undefined)}
        >
          <p>{t('geo.revertText')}</p>
          {asked.policy.state === 'enforced' && <p className="strong">{t('geo.revertEnforced')}</p>}
          <DifferenceView before={formOf(policy)} after={asked.policy} />
        </Confirm>
      )}
    </Panel>
  );
}
