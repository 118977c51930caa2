import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { geoAttacksQuery, geoProposalsQuery, geoStandingQuery } from '../../../api/geo-queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Answer } from '../../../parts/loading.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useNow } from '../../../parts/use-now.ts';
import { useTenant } from '../../../shell/use-tenant.ts';
import { AttackHistory } from './attack-history.tsx';
import { AttackSheet, type AttackWish } from './attack-sheet.tsx';
import { ProposalsPanel } from './proposals-panel.tsx';
import { RunningAttacks } from './running-attacks.tsx';
import { isOn } from './use-attack-acts.ts';
import './attack.css';

/** Widest first, as somebody in a hurry reads them. */
const kinds: readonly AttackWish['kind'][] = ['only-known', 'only-home', 'management-closed', 'refuse-countries'];

/** Doors shut for a while: what is shut, what is proposed, the four acts, what was. Made for one thumb at night. */
export function AttackView() {
  const { t } = useTranslation();
  const mayAct = useMay()('geo:attack');
  const now = useNow();
  const format = useFormat();
  const tenant = useTenant();
  const attacks = useQuery({ ...geoAttacksQuery, refetchInterval: 10_000 });
  const proposals = useQuery({ ...geoProposalsQuery, refetchInterval: 30_000 }).data ?? [];
  const kernel = useQuery(geoStandingQuery).data?.kernel.present ?? true;
  const [wish, setWish] = useState<AttackWish>();
  const scope: AttackWish['scope'] = {
    ...{ level: tenant ? 'customer' : 'provider', tenant: tenant ?? '' },
    ...{ site: '', asset: '' },
  };
  return (
    <div className="bw-geo-attack stack loose">
      <Answer of={attacks} rows={3}>
        {(modes) => {
          const on = modes.filter((mode) => isOn(mode, now));
          const [failed, shut] = [
            on.filter(({ state }) => state === 'failed'),
            on.filter(({ state }) => state !== 'failed'),
          ];
          return (
            <>
              {failed.length > 0 && (
                <Panel id="geo-failed" title={t('geoMap.runningFailed')} flush className="bw-geo-attack-on">
                  <RunningAttacks modes={failed} kernel={kernel} />
                </Panel>
              )}
              {shut.length > 0 && (
                <Panel id="geo-running" title={t('geoMap.running')} flush className="bw-geo-attack-on">
                  <RunningAttacks modes={shut} kernel={kernel} />
                </Panel>
              )}
              {proposals.length > 0 && (
                <ProposalsPanel
                  proposals={proposals}
                  onTake={({ id, attack, sentence }) =>
                    setWish({ ...attack, reason: format.text(sentence).slice(0, 500), proposal: id })
                  }
                />
              )}
              <Panel id="geo-acts" title={t('geoMap.attackActs')}>
                <div className="stack">
                  <p className="dim">{mayAct ? t('geoMap.attackIntro') : t('geoMap.attackNotYours')}</p>
                  <div className="bw-geo-attack-acts">
                    {kinds.map((kind) => (
                      <button
                        key={kind}
                        type="button"
                        className="bw-geo-attack-act"
                        disabled={!mayAct}
                        onClick={() => setWish({ kind, scope })}
                      >
                        <span className="bw-geo-attack-act-name">{t(`geoMap.kindAct-${kind}`)}</span>
                        <span className="dim">{t(`geoMap.kindText-${kind}`)}</span>
                      </button>
                    ))}
                  </div>
                  {on.length === 0 && <p className="dim">{t('geoMap.runningNone')}</p>}
                </div>
              </Panel>
              <Panel id="geo-history" title={t('geoMap.history')} flush>
                {modes.length === on.length ? (
                  <Empty title={t('geoMap.historyEmpty')} text={t('geoMap.runningNoneText')} />
                ) : (
                  <AttackHistory modes={modes.filter((mode) => !on.includes(mode))} />
                )}
              </Panel>
            </>
          );
        }}
      </Answer>
      {wish && <AttackSheet wish={wish} onClose={() => setWish(undefined)} />}
    </div>
  );
}
