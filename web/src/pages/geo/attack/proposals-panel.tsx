import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { GeoProposal } from '../../../../../src/api/schema/geo.ts';
import { useMay } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Panel } from '../../../parts/panel.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { Ago } from '../../../parts/time.tsx';
import { useAttackActs } from './use-attack-acts.ts';

/** What running alerts suggest to shut: the evidence, and one button. */
export function ProposalsPanel({
  proposals,
  onTake,
}: {
  proposals: readonly GeoProposal[];
  onTake: (proposal: GeoProposal) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { dismiss } = useAttackActs();
  return (
    <Panel id="geo-proposals" title={t('geoMap.proposals')} flush>
      <ul className="bw-lines">
        {proposals.map((proposal) => (
          <li key={proposal.id} className="bw-geo-attack-running">
            <div className="stack tight">
              <p className="strong">
                <Raw text={format.text(proposal.sentence)} max={900} />
              </p>
              <p className="dim">
                {t('geoMap.proposalShare', { share: format.percent(proposal.share) })}
                {proposal.alerts.length > 0 && (
                  <>
                    {' · '}
                    {proposal.alerts.length === 1 ? (
                      <Link to="/alerts/$id" params={{ id: proposal.alerts[0]! }}>
                        {t('geoMap.proposalAlerts', { count: 1 })}
                      </Link>
                    ) : (
                      <Link to="/alerts">{t('geoMap.proposalAlerts', { count: proposal.alerts.length })}</Link>
                    )}
                  </>
                )}
                {' · '}
                <Ago at={proposal.at} />
              </p>
            </div>
            {may('geo:attack') && (
              <div className="bw-geo-attack-buttons no-print">
                <Button variant="filled" onClick={() => onTake(proposal)}>
                  {t('geoMap.proposalTake')}
                </Button>
                <Button onClick={() => dismiss.mutate(proposal.id)} loading={dismiss.isPending}>
                  {t('geoMap.proposalDismiss')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
