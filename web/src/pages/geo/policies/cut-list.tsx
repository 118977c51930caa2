import { Button, Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { GeoCut } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { Ago } from '../../../parts/time.tsx';
import { useTenantNameOf } from './use-scope-name.ts';

/** What one does about those who would be cut off. */
export interface CutActs {
  readonly confirmed: ReadonlySet<string>;
  confirm(key: string, on: boolean): void;
  except(cut: { name: string; address: string; service: string }): void;
}

/** Those of the cuts that nobody decided on yet. */
export function openCuts(cuts: readonly GeoCut[], confirmed: ReadonlySet<string>): GeoCut[] {
  return cuts.filter(({ key, guarded }) => !guarded && !confirmed.has(key));
}

/** Everybody who works now and would be cut off, each with the two ways on. */
export function CutList({ cuts, total, acts }: { cuts: readonly GeoCut[]; total: number; acts: CutActs | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tenantName = useTenantNameOf();
  const bitten = cuts.filter(({ guarded }) => !guarded);
  const guarded = cuts.length - bitten.length;
  return (
    <div className="stack">
      {bitten.length === 0 ? (
        <Mark tone="green">{t('geo.cutsNone')}</Mark>
      ) : (
        <p className="row">
          <Mark tone="red">{t('geo.cutsSome', { count: Math.max(bitten.length, total - guarded) })}</Mark>
        </p>
      )}
      {bitten.length > 0 && (
        <ul className="bw-geo-policy-cuts">
          {bitten.map((cut) => (
            <li key={cut.key}>
              <div>
                <Raw text={cut.name || t(`geo.cut-${cut.kind}`)} className="strong" max={60} />
                <span className="dim">
                  {' '}
                  {t(`geo.cut-${cut.kind}`)}
                  {cut.tenant && ` · ${tenantName(cut.tenant)}`}
                </span>
              </div>
              <div className="dim">
                <span className="mono">{cut.address}</span> · {format.country(cut.country)}
                {cut.asName && (
                  <>
                    {' · '}
                    <Raw text={cut.asName} max={40} />
                  </>
                )}{' '}
                · {t(`geo.service-${cut.service}`)}
                {cut.from && (
                  <>
                    {' · '}
                    <span className="strong">{t('geo.cutFrom', { time: format.exact(cut.from) })}</span>
                  </>
                )}
                {cut.lastSeen && (
                  <>
                    {' · '}
                    <Ago at={cut.lastSeen} />
                  </>
                )}
              </div>
              {acts && (
                <div className="row wrap">
                  <Button
                    onClick={() => acts.except(cut)}
                    aria-label={t('geo.cutExceptName', { name: cut.name, address: cut.address })}
                  >
                    {t('geo.cutExcept')}
                  </Button>
                  <Checkbox
                    label={t('geo.cutConfirm')}
                    aria-label={t('geo.cutConfirmName', { name: cut.name, address: cut.address })}
                    checked={acts.confirmed.has(cut.key)}
                    onChange={(event) => acts.confirm(cut.key, event.currentTarget.checked)}
                  />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {guarded > 0 && <p className="dim">{t('geo.cutsGuarded', { count: guarded })}</p>}
      {total > cuts.length && (
        <p className="dim">
          {t('geo.cutsTooMany', { shown: format.number(cuts.length), total: format.number(total) })}
        </p>
      )}
    </div>
  );
}
