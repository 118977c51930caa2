import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoReach } from '../../../../../src/api/schema/geo.ts';
import { geoReachQuery, geoStandingQuery } from '../../../api/geo-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { visibleText } from '../../../parts/visible-text.ts';

const tones = { held: 'green', 'on-its-way': 'amber', failing: 'red', nowhere: 'red', absent: 'amber' } as const;

/** Who carries an enforced policy out, and where nobody does. */
export function PolicyReach({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reach = useQuery(geoReachQuery(id)).data;
  if (!reach) return null;
  return (
    <ul className="bw-geo-reach" aria-label={t('geo.reachTitle')}>
      <Kernel reach={reach} />
      {reach.withoutAddresses > 0 && (
        <li>
          <Mark tone="amber">{t('geo.reachWithout', { count: reach.withoutAddresses })}</Mark>
        </li>
      )}
      {reach.calls && <li className="dim">{t('geo.reachCalls')}</li>}
      {reach.signIn && <li className="dim">{t('geo.reachSignIn')}</li>}
      {reach.followers.length > 0 && (
        <li className="dim">{t('geo.reachFollowers', { names: format.list(reach.followers) })}</li>
      )}
    </ul>
  );
}

function Kernel({ reach: { kernel, addresses } }: { reach: GeoReach }) {
  const { t } = useTranslation();
  const standing = useQuery(geoStandingQuery).data?.kernel;
  if (kernel === 'not-about-packets') return null;
  const drift = kernel === 'held' && standing?.drift ? standing.drift : '';
  const state = drift === '' ? kernel : 'failing';
  const detail = visibleText(drift || standing?.detail || '');
  return (
    <li>
      <Mark tone={tones[state]} quiet={state === 'held'}>
        {state === 'held' && addresses > 0
          ? t('geo.reach-heldAt', { count: addresses })
          : t(`geo.reach-${state}`, { detail })}
      </Mark>
    </li>
  );
}
