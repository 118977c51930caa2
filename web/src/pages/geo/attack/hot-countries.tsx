import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { geoMapQuery } from '../../../api/geo-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';

const most = 5;

/** Countries with attempts that failed today and none that succeeded, and that may still come in: refusing them costs nobody anything. */
export function HotCountries({
  tenant,
  chosen,
  onChange,
}: {
  tenant: string | undefined;
  chosen: readonly string[];
  onChange: (countries: string[]) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const map = useQuery(geoMapQuery(tenant, 'sip', 24)).data;
  const hot = (map?.countries ?? [])
    .filter(
      ({ country, good, failed, verdict }) =>
        /^[A-Z]{2}$/.test(country) && good === 0 && failed > 0 && verdict !== 'refuse',
    )
    .sort((a, b) => b.failed - a.failed)
    .slice(0, most);
  if (hot.length === 0) return null;
  return (
    <div>
      <p className="dim">{t('geoMap.hotCountries')}</p>
      <div className="row wrap">
        {hot.map(({ country, failed }) => (
          <Button
            key={country}
            aria-pressed={chosen.includes(country)}
            className="bw-geo-attack-hot"
            onClick={() =>
              onChange(chosen.includes(country) ? chosen.filter((one) => one !== country) : [...chosen, country])
            }
          >
            {format.country(country)} <span className="dim">{format.number(failed)}</span>
          </Button>
        ))}
      </div>
    </div>
  );
}
