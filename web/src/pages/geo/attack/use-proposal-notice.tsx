import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { geoProposalsQuery } from '../../../api/geo-queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Raw } from '../../../parts/raw.tsx';

/** What running alerts suggest to shut, for every page of who may shut it; undefined while they suggest nothing. */
export function useProposalNotice(): ReactNode | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const enabled = may('geo:read') && may('geo:attack');
  const [first] = useQuery({ ...geoProposalsQuery, enabled, refetchInterval: 30_000 }).data ?? [];
  if (!enabled || !first) return undefined;
  const sentence = format.text(first.sentence);
  // The question; what was counted stands with the proposal.
  const question = sentence.slice(0, sentence.indexOf('?') + 1) || sentence;
  return (
    <>
      <Raw text={question} max={300} />{' '}
      <Link to="/geo" search={{ view: 'attack' }}>
        {t('geoMap.proposalTake')}
      </Link>
    </>
  );
}
