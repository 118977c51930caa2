import { useTranslation } from 'react-i18next';
import type { Source, Tally } from '../../api/types.ts';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { Fact, Facts, Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Ago } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';

const parts = ['recognised', 'ignored', 'malformed', 'shed'] as const satisfies readonly (keyof Tally)[];

/** Whose it is, how it is known, and what became of everything it sent. */
export function SourceFacts({ source }: { source: Source }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const nameOf = useTenantName();
  const { match, tally } = source;
  const known = [
    match.address,
    match.hostname,
    match.captureId !== undefined && `HEP ${match.captureId}`,
    match.listener && `${t('sources.matchListener').toLowerCase()} ${match.listener}`,
  ].filter(Boolean);
  return (
    <Panel>
      <div className="stack loose">
        <Facts>
          <Fact name={t('common.customer')} more={source.asset || undefined}>
            {nameOf(source.tenant, source.tenantName)}
          </Fact>
          <Fact name={t('sources.kind')} more={source.format === 'auto' ? t('sources.formatAuto') : source.format}>
            {word('kind', source.kind)}
          </Fact>
          <Fact name={t('sources.match')} more={source.discovered ? t('sources.discovered') : undefined}>
            <Raw text={known.join(' · ') || '–'} />
          </Fact>
          <Fact name={t('sources.rate')}>{format.rate(source.perSecond)}</Fact>
          <Fact name={t('sources.lastSeen')}>
            {source.lastSeen ? <Ago at={source.lastSeen} /> : t('sources.never')}
          </Fact>
          <Fact name={t('sources.timeZone')}>{source.timeZone}</Fact>
        </Facts>
        <div>
          <dl className="bw-tally">
            <div>
              <dt title={t('sources.receivedHelp')}>{t('sources.received')}</dt>
              <dd>{format.number(tally.received)}</dd>
            </div>
            {parts.map((part) => (
              <div key={part} data-part={part}>
                <dt title={t(`sources.${part}Help`)}>{t(`sources.${part}`)}</dt>
                <dd>
                  {format.number(tally[part])}
                  {tally.received > 0 && <span className="dim"> {format.percent(tally[part] / tally.received)}</span>}
                </dd>
              </div>
            ))}
          </dl>
          {tally.received > 0 && (
            <div className="bw-tally-bar" aria-hidden>
              {parts.map((part) => (
                <span key={part} data-part={part} style={{ flexGrow: tally[part] }} />
              ))}
            </div>
          )}
        </div>
      </div>
    </Panel>
  );
}
