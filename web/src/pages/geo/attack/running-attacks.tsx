import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { GeoAttackWire } from '../../../../../src/api/schema/geo.ts';
import { useMay } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useByName } from '../../../parts/by-name.tsx';
import { Mark } from '../../../parts/mark.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { Remaining } from '../../../parts/time.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { useAttackName } from './attack-name.ts';
import { useAttackActs } from './use-attack-acts.ts';

/** What is shut now or was to be: how long still, what the kernel says of it, and the two acts that change it. */
export function RunningAttacks({ modes, kernel }: { modes: readonly GeoAttackWire[]; kernel: boolean }) {
  const name = useAttackName(modes);
  return (
    <ul className="bw-lines">
      {modes.map((mode) => (
        <Running key={mode.id} mode={mode} kernel={kernel} scope={name.scope(mode)} />
      ))}
    </ul>
  );
}

function Running({ mode, kernel, scope }: { mode: GeoAttackWire; kernel: boolean; scope: string }) {
  const { t } = useTranslation();
  const byName = useByName();
  const format = useFormat();
  const may = useMay();
  const name = useAttackName();
  const { extend, retry, lift } = useAttackActs();
  const what = name.what(mode);
  const failed = mode.state === 'failed';
  return (
    <li className="bw-geo-attack-running">
      <div className="stack tight">
        <p>
          <span className="strong">{what}</span>
          <span className="dim">
            {' · '}
            <Raw text={scope} max={80} />
          </span>
        </p>
        <p className="bw-geo-attack-left">
          <Remaining until={mode.until} />
        </p>
        <p className="row wrap">
          {failed ? (
            <Mark tone="red">{t('geoMap.attackFailed', { error: visibleText(mode.error) })}</Mark>
          ) : mode.confirmedAt ? (
            <Mark tone="green">{t('geoMap.confirmedAt', { time: format.seconds(mode.confirmedAt) })}</Mark>
          ) : mode.state === 'in-force' || !kernel ? (
            <Mark tone="amber">{t('geoMap.noKernel')}</Mark>
          ) : (
            <Mark tone="amber">{t('geoMap.notConfirmed')}</Mark>
          )}
          <span className="tabular">
            {t('geoMap.packetsRefused', { count: mode.refused, packets: format.number(mode.refused) })}
          </span>
        </p>
        <p className="dim">
          <Raw text={t('geoMap.by', { name: byName(mode.by) })} max={80} />
          {mode.reason && (
            <>
              {' · '}
              <Raw text={mode.reason} max={200} />
            </>
          )}
        </p>
      </div>
      {may('geo:attack') && (
        <div className="bw-geo-attack-buttons no-print">
          {failed ? (
            <Button
              variant="filled"
              onClick={() => retry.mutate(mode)}
              loading={retry.isPending}
              aria-label={t('geoMap.retryName', { what })}
            >
              {t('geoMap.retry')}
            </Button>
          ) : (
            <Button
              onClick={() => extend.mutate(mode)}
              loading={extend.isPending}
              aria-label={t('geoMap.extendName', { what })}
            >
              {t('geoMap.extend')}
            </Button>
          )}
          <Button
            onClick={() => lift.mutate(mode)}
            loading={lift.isPending}
            aria-label={t('geoMap.liftName', { what })}
          >
            {t('geoMap.lift')}
          </Button>
        </div>
      )}
    </li>
  );
}
