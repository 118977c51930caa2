import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallProfile } from '../../../../../src/api/schema/calls.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Panel } from '../../../parts/panel.tsx';
import { FilterChoice } from '../../../parts/table/filter-choice.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { BandChart, type BandPoint } from './band-chart.tsx';
import { weekHourIn } from './week-hour.ts';

/** Normal as a band and the last seven days as a line, for all, one account, or one country. */
export function ProfilePanel({
  profile,
  onChoose,
}: {
  profile: CallProfile;
  onChoose: (change: { payer?: string; country?: string }) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel
      id="call-profile"
      title={t('calls.profileTitle')}
      aside={profile.days > 0 ? t('calls.profileDays', { count: profile.days }) : t('calls.profileNone')}
    >
      <div className="stack loose">
        <div className="row wrap">
          <FilterChoice
            label={t('calls.payer')}
            value={profile.payer}
            onChange={(payer) => onChoose({ payer: payer || undefined })}
            choices={[
              { value: '', label: t('calls.profileAllPayers') },
              ...withChosen(
                profile.payers.map(({ payer }) => payer),
                profile.payer,
              ).map((payer) => ({
                value: payer,
                label: visibleText(payer),
              })),
            ]}
          />
          <FilterChoice
            label={t('calls.destinations')}
            value={profile.country}
            onChange={(country) => onChoose({ country: country || undefined })}
            choices={[
              { value: '', label: t('calls.profileAllCountries') },
              ...withChosen(
                profile.countries.map(({ country }) => country),
                profile.country,
              ).map((country) => ({
                value: country,
                label: format.country(country),
              })),
            ]}
          />
          <span className="dim">{t('calls.profileText')}</span>
        </div>
        <Series profile={profile} which="calls" name={t('calls.profileCalls')} />
        <Series profile={profile} which="minutes" name={t('calls.profileMinutes')} />
        <Series profile={profile} which="costEur" name={t('calls.profileMoney')} money />
        <Series profile={profile} which="concurrent" name={t('calls.profileConcurrent')} />
        <Series profile={profile} which="destinations" name={t('calls.profileDestinations')} />
        <Series profile={profile} which="failed" name={t('calls.profileFailed')} />
      </div>
    </Panel>
  );
}

function withChosen(all: readonly string[], chosen: string): readonly string[] {
  const known = all.filter((one) => one !== '');
  return chosen === '' || known.includes(chosen) ? known : [chosen, ...known];
}

function Series({
  profile,
  which,
  name,
  money,
}: {
  profile: CallProfile;
  which: 'calls' | 'minutes' | 'costEur' | 'concurrent' | 'destinations' | 'failed';
  name: string;
  money?: boolean;
}) {
  const { t } = useTranslation();
  const points = useMemo<BandPoint[]>(() => {
    const normal = new Map(profile[which].map((cell) => [cell.weekHour, cell]));
    return profile.line.map((point) => {
      const cell = normal.get(weekHourIn(profile.timeZone, point.at));
      return { at: point.at, value: point[which], low: cell?.low ?? 0, high: cell?.high ?? 0 };
    });
  }, [profile, which]);
  return (
    <div>
      <div className="bw-chart-title">{name}</div>
      <BandChart points={points} money={money} summary={t('calls.profileChart', { name })} />
    </div>
  );
}
