import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoAttackForm, GeoAttackPreview, GeoCut } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { useTenantNameOf } from '../policies/use-scope-name.ts';

const most = 6;

/** Whom an attack mode would cut off, and what it would have refused in the last hour. */
export function AttackPreview({
  kind,
  preview,
}: {
  kind: GeoAttackForm['kind'];
  preview: UseQueryResult<GeoAttackPreview>;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const seen = preview.data;
  return (
    <section className="bw-geo-attack-preview" aria-label={t('geoMap.previewTitle')} aria-live="polite">
      <h3>{t('geoMap.previewTitle')}</h3>
      {preview.error ? (
        <p className="red" role="alert">
          {problemText(preview.error)}
        </p>
      ) : seen ? (
        <>
          {kind === 'only-home' && (
            <p>{t('geoMap.previewCountries', { countries: format.list(seen.countries.map(format.country)) })}</p>
          )}
          {seen.addresses === 0 && <Mark tone="amber">{t('geoMap.previewNoAddresses')}</Mark>}
          <Cuts seen={seen} />
          <Refused seen={seen} />
        </>
      ) : (
        <p className="dim">{t('geoMap.previewAsking')}</p>
      )}
    </section>
  );
}

function Refused({ seen: { refuses, since, unplaced } }: { seen: GeoAttackPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { attack, failed, good } = refuses;
  const time = format.clock(since);
  return (
    <p className="dim">
      {attack + failed + good === 0
        ? t('geoMap.previewNothing', { time })
        : t('geoMap.previewRefuses', {
            ...{ attack: format.number(attack), failed: format.number(failed), good: format.number(good), time },
          })}
      {unplaced > 0 && ` ${t('geoMap.previewUnplaced', { count: unplaced, attempts: format.number(unplaced) })}`}
    </p>
  );
}

function Cuts({ seen: { cuts, cutsTotal } }: { seen: GeoAttackPreview }) {
  const { t } = useTranslation();
  const hit = cuts.filter(({ guarded }) => !guarded);
  const guarded = cuts.length - hit.length;
  const total = cutsTotal - guarded;
  const shown = hit.slice(0, most);
  return (
    <div className="stack tight">
      {total === 0 ? (
        <Mark tone="green">{t('geoMap.previewNoCuts')}</Mark>
      ) : (
        <Mark tone="red">{t('geoMap.previewCuts', { count: total })}</Mark>
      )}
      {shown.length > 0 && (
        <ul className="bw-geo-attack-cuts">
          {shown.map((cut) => (
            <CutLine key={cut.key} cut={cut} />
          ))}
        </ul>
      )}
      {total > shown.length && <p className="dim">{t('geoMap.previewMore', { count: total - shown.length })}</p>}
      {guarded > 0 && <p className="dim">{t('geo.cutsGuarded', { count: guarded })}</p>}
    </div>
  );
}

function CutLine({ cut }: { cut: GeoCut }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tenantName = useTenantNameOf();
  return (
    <li>
      <span className="strong">
        <Raw text={cut.name || cut.address} max={60} />
      </span>
      <span className="dim">
        {' '}
        {t(`geoMap.cut-${cut.kind}`)} · <Raw text={cut.address} mono max={64} />
        {cut.country && ` · ${format.country(cut.country)}`}
        {cut.tenant && (
          <>
            {' · '}
            <Raw text={tenantName(cut.tenant)} max={60} />
          </>
        )}
      </span>
    </li>
  );
}
