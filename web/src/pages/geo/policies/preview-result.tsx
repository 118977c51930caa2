import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoPreview } from '../../../../../src/api/schema/geo.ts';
import { useRuleTitle } from '../../../api/use-rule-title.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Mark } from '../../../parts/mark.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { Ago, Clock } from '../../../parts/time.tsx';
import type { CutActs } from './cut-list.tsx';
import { PreviewCustomers } from './preview-customers.tsx';
import { PreviewSites } from './preview-sites.tsx';
import { type Tallies, TallyBars } from './tally-bars.tsx';
import { type Service, services } from './use-rule-words.ts';
import { useTenantNameOf } from './use-scope-name.ts';
import { type Verdict, VerdictIcon } from './verdict-mark.tsx';

const becoming: readonly Verdict[] = ['refuse', 'limit', 'watch', 'allow'];
const sum = ({ good, failed, attack }: Tallies) => good + failed + attack;

/** The numbers of a preview: what becomes of attempts, who would break, which attacks it would have stopped, calls out. */
export function PreviewResult({
  preview,
  enforced,
  except,
}: {
  preview: GeoPreview;
  /** The policy decides already: the numbers are what an edit of it would change. */
  enforced: boolean;
  except: CutActs['except'] | undefined;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const titleOf = useRuleTitle();
  const tenantName = useTenantNameOf();
  const took = preview.tookMs < 1000 ? `${format.number(preview.tookMs)} ms` : format.duration(preview.tookMs / 1000);
  if (preview.events === 0) {
    return <Empty title={t('geo.previewNoHistory')} text={t('geo.previewNoHistoryText')} />;
  }
  const shown = becoming.filter((verdict) => sum(preview.hits[verdict]) > 0);
  const stopped = preview.stopped.slice(0, 5);
  const calls = preview.calls.filter(({ refused }) => refused > 0);
  return (
    <>
      <Part>
        {shown.length === 0 ? (
          <Mark tone="green">{t('geo.previewNothing')}</Mark>
        ) : (
          <TallyBars
            label={t('geo.hits')}
            rows={shown.map((verdict) => ({
              key: verdict,
              name: (
                <span className="row">
                  <VerdictIcon verdict={verdict} size={15} />
                  {t(`geo.become-${verdict}`)}
                </span>
              ),
              tallies: preview.hits[verdict],
            }))}
          />
        )}
        <p className="dim">{t('geo.previewLooked', { events: format.number(preview.events), time: took })}</p>
      </Part>
      <Part>
        {preview.brokenTotal === 0 ? (
          <Mark tone="green">{t('geo.brokenNone')}</Mark>
        ) : (
          <Mark tone="red">{t('geo.broken', { count: preview.brokenTotal })}</Mark>
        )}
        {preview.brokenSites.length > 0 && <PreviewSites sites={preview.brokenSites} />}
        {preview.broken.length > 0 && (
          <ul className="bw-geo-policy-cuts">
            {preview.broken.slice(0, 50).map((one) => (
              <li key={[one.tenant, one.service, one.account, one.address].join(' ')}>
                <div>
                  <Raw text={one.account || one.address} className="strong" max={60} />
                  {one.tenant && (
                    <span className="dim">
                      {' '}
                      {tenantName(one.tenant)}
                      {one.site && (
                        <>
                          {', '}
                          <Raw text={one.site} max={60} />
                        </>
                      )}
                    </span>
                  )}
                </div>
                <div className="dim">
                  <span className="mono">{one.address}</span> · {format.country(one.country)}
                  {one.asName && (
                    <>
                      {' · '}
                      <Raw text={one.asName} max={40} />
                    </>
                  )}{' '}
                  · {t('geo.brokenTimes', { count: one.good })} · <Ago at={one.lastSeen} />
                </div>
                {except && one.address && services.includes(one.service as Service) && one.service !== 'calls-out' && (
                  <div>
                    <Button
                      onClick={() => except({ name: one.account, address: one.address, service: one.service })}
                      aria-label={t('geo.cutExceptName', { name: one.account, address: one.address })}
                    >
                      {t('geo.cutExcept')}
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ul>
        )}
        {preview.brokenTotal > Math.min(50, preview.broken.length) && (
          <p className="dim">
            {t('geo.brokenMore', {
              shown: format.number(Math.min(50, preview.broken.length)),
              total: format.number(preview.brokenTotal),
            })}
          </p>
        )}
      </Part>
      <Part title={t('geo.stopped')}>
        <p>
          {preview.alertsTotal === 0
            ? t('geo.stoppedNone')
            : t(enforced ? 'geo.stoppedMore' : 'geo.stoppedOf', {
                stopped: format.number(preview.stoppedTotal),
                total: format.number(preview.alertsTotal),
              })}
        </p>
        {stopped.length > 0 && (
          <ul className="stack tight">
            {stopped.map((one) => (
              <li key={one.alert}>
                <Link to="/alerts/$id" params={{ id: one.alert }}>
                  {titleOf(one.rule)}
                </Link>{' '}
                <span className="dim">
                  <span className="mono">{one.address}</span> · {format.country(one.country)} · <Clock at={one.at} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Part>
      {preview.countries.length > 0 && (
        <Part title={t('geo.perCountry')}>
          <TallyBars
            label={t('geo.perCountry')}
            rows={[...preview.countries]
              .sort((a, b) => sum(b) - sum(a))
              .slice(0, 8)
              .map((one) => ({
                key: `${one.country} ${one.verdict}`,
                name: (
                  <span className="row">
                    <VerdictIcon verdict={one.verdict} size={15} />
                    {format.country(one.country)}
                  </span>
                ),
                tallies: one,
              }))}
          />
        </Part>
      )}
      {preview.customers.length > 0 && (
        <Part title={t('geo.perCustomer')}>
          <PreviewCustomers rows={preview.customers} />
        </Part>
      )}
      {calls.length > 0 && (
        <Part title={t('geo.callsOut')}>
          <table className="bw-geo-policy-table">
            <thead>
              <tr>
                <th scope="col">{t('common.country')}</th>
                <th scope="col" className="num">
                  {t('geo.callsOutRefused')}
                </th>
                <th scope="col" className="num">
                  {t('geo.callsOutCost')}
                </th>
              </tr>
            </thead>
            <tbody>
              {calls.slice(0, 20).map((one) => (
                <tr key={[one.tenant, one.country, one.kind].join(' ')}>
                  <td>
                    {format.country(one.country)}{' '}
                    <span className="dim">
                      {t(`calls.kind-${one.kind as 'premium'}`)} · {tenantName(one.tenant)}
                    </span>
                  </td>
                  <td className="num">
                    {format.number(one.refused)} / {format.number(one.calls)}
                  </td>
                  <td className="num">{format.money(one.costEur)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Part>
      )}
    </>
  );
}

function Part({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div className="bw-geo-policy-part stack tight">
      {title && <h3>{title}</h3>}
      {children}
    </div>
  );
}
