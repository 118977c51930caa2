import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoAttackForm, GeoAttackPreview, GeoCut } from '../../../../../src/api/schema/geo.ts';
import { post } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { Raw } from '../../../parts/raw.tsx';

const most = 6;

/** Whom an attack mode would cut off, and what it would have refused in the last hour. */
export function AttackPreview({ form, ready }: { form: GeoAttackForm; ready: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  // How long and why change nobody's fate.
  const { durationS: _duration, reason: _reason, proposal: _proposal, ...asked } = form;
  const preview = useQuery({
    queryKey: ['geo', 'attacks', 'preview', asked],
    queryFn: () => post<GeoAttackPreview>('/api/v1/geo/attacks/preview', form),
    enabled: ready,
    retry: false,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  if (!ready) return null;
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
          {form.kind === 'only-home' && (
            <p>{t('geoMap.previewCountries', { countries: format.list(seen.countries.map(format.country)) })}</p>
          )}
          <Cuts seen={seen} />
          <p className="dim">
            {seen.refuses.attack + seen.refuses.failed + seen.refuses.good === 0
              ? t('geoMap.previewNothing')
              : t('geoMap.previewRefuses', {
                  attack: format.number(seen.refuses.attack),
                  failed: format.number(seen.refuses.failed),
                  good: format.number(seen.refuses.good),
                })}
          </p>
        </>
      ) : (
        <p className="dim">{t('geoMap.previewAsking')}</p>
      )}
    </section>
  );
}

function Cuts({ seen }: { seen: GeoAttackPreview }) {
  const { t } = useTranslation();
  const hit = seen.cuts.filter(({ guarded }) => !guarded);
  const shown = [...hit, ...seen.cuts.filter(({ guarded }) => guarded)].slice(0, most);
  const rest = seen.cutsTotal - shown.length;
  return (
    <div className="stack tight">
      {hit.length === 0 ? (
        <Mark tone="green">{t('geoMap.previewNoCuts')}</Mark>
      ) : (
        <Mark tone="red">{t('geoMap.previewCuts', { count: seen.cutsTotal - (seen.cuts.length - hit.length) })}</Mark>
      )}
      {shown.length > 0 && (
        <ul className="bw-geo-attack-cuts">
          {shown.map((cut) => (
            <CutLine key={cut.key} cut={cut} />
          ))}
        </ul>
      )}
      {rest > 0 && <p className="dim">{t('geoMap.previewMore', { count: rest })}</p>}
    </div>
  );
}

function CutLine({ cut }: { cut: GeoCut }) {
  const { t } = useTranslation();
  const format = useFormat();
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
            <Raw text={cut.tenant} max={60} />
          </>
        )}
        {cut.guarded && ` · ${t('geoMap.previewGuarded')}`}
      </span>
    </li>
  );
}
