import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { geoAttacksQuery } from '../../../api/geo-queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { Raw } from '../../../parts/raw.tsx';
import { Remaining } from '../../../parts/time.tsx';
import { useNow } from '../../../parts/use-now.ts';
import { useAttackName } from './attack-name.ts';
import { isOn } from './use-attack-acts.ts';

export interface AttackNotice {
  readonly id: string;
  /** Wanted, and not in force. */
  readonly failed: boolean;
  readonly text: ReactNode;
}

/** One notice for each door that is shut now, with the time left and the way to it; for every page. */
export function useAttackNotices(): AttackNotice[] {
  const { t } = useTranslation();
  const may = useMay();
  const now = useNow();
  // Who looks at one customer hears no live news of modes.
  const modes = useQuery({ ...geoAttacksQuery, enabled: may('geo:read'), refetchInterval: 15_000 }).data ?? [];
  const name = useAttackName(modes.filter((mode) => isOn(mode, now)));
  return modes
    .filter((mode) => isOn(mode, now))
    .map((mode) => {
      const failed = mode.state === 'failed' || mode.error !== '';
      const [what, scope] = [name.what(mode), name.scope(mode)];
      return {
        ...{ id: mode.id, failed },
        text: (
          <>
            <Raw
              max={300}
              text={
                failed
                  ? t('geoMap.bannerFailed', { what, scope, error: mode.error })
                  : t('geoMap.banner', { what, scope })
              }
            />{' '}
            {!failed && <Remaining until={mode.until} />}{' '}
            <Link to="/geo" search={{ view: 'attack' }}>
              {t('geoMap.bannerOpen')}
            </Link>
          </>
        ),
      };
    });
}
