import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { geoPoliciesQuery } from '../../../api/geo-queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { visibleText } from '../../../parts/visible-text.ts';
import { VerdictIcon, verdicts } from '../policies/verdict-mark.tsx';
import type { CountryRow } from './country-rows.ts';

const mostNames = 6;
const mostPolicies = 8;

/** What can be done with the chosen countries: a rule in a new policy or an old one, or a door shut at once. */
export function SelectionBar({
  chosen,
  rows,
  service,
  onRefuse,
  onClear,
}: {
  chosen: readonly string[];
  rows: ReadonlyMap<string, CountryRow>;
  service: string;
  onRefuse: () => void;
  onClear: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const navigate = useNavigate();
  const policies = useQuery(geoPoliciesQuery).data ?? [];
  const names = chosen.slice(0, mostNames).map((code) => format.country(code));
  const rest = chosen.length - names.length;
  const good = chosen.reduce((sum, code) => sum + (rows.get(code)?.good ?? 0), 0);
  const countries = chosen.join(',');
  const write = (id: string, verdict?: string) =>
    void navigate({ to: '/geo/policies/$id', params: { id }, search: { countries, verdict, service } });
  return (
    <section className="bw-geo-map-selection no-print" aria-label={t('geoMap.chosen', { count: chosen.length })}>
      <div role="status">
        <span className="strong">{t('geoMap.chosen', { count: chosen.length })}</span>
        <span className="dim">
          {': '}
          {names.join(', ')}
          {rest > 0 && ` ${t('geoMap.previewMore', { count: rest })}`}
          {good > 0 && ` · ${t('geoMap.chosenGood', { count: good, attempts: format.number(good) })}`}
        </span>
      </div>
      <div className="row wrap">
        {may('geo:write') && (
          <Menu position="top-end" withinPortal>
            <Menu.Target>
              <Button variant="filled">{t('geoMap.makeRule')}…</Button>
            </Menu.Target>
            <Menu.Dropdown>
              {verdicts.toReversed().map((verdict) => (
                <Menu.Item
                  key={verdict}
                  leftSection={<VerdictIcon verdict={verdict} />}
                  onClick={() => write('new', verdict)}
                >
                  {t('geoMap.makeRuleVerdict', { verdict: t(`geo.verdict-${verdict}`).toLowerCase() })}
                </Menu.Item>
              ))}
              {policies.length > 0 && <Menu.Divider />}
              {policies.slice(0, mostPolicies).map(({ id, name }) => (
                <Menu.Item key={id} onClick={() => write(id)}>
                  {t('geoMap.addToPolicy', { name: visibleText(name).slice(0, 60) })}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {may('geo:attack') && <Button onClick={onRefuse}>{t('geoMap.refuseNow')}…</Button>}
        <Button variant="subtle" onClick={onClear}>
          {t('geoMap.clear')}
        </Button>
      </div>
    </section>
  );
}
