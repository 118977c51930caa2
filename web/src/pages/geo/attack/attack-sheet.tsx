import { Button, Modal, NativeSelect, SegmentedControl, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoAttackForm } from '../../../../../src/api/schema/geo.ts';
import { tenantsQuery } from '../../../api/queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { isSpecialTenant } from '../../../shell/tenant-name.ts';
import { CountryPicker } from '../map/country-picker.tsx';
import { AttackPreview } from './attack-preview.tsx';
import { HotCountries } from './hot-countries.tsx';
import { useAttackActs } from './use-attack-acts.ts';

/** What the sheet starts with. */
export type AttackWish = Pick<GeoAttackForm, 'kind'> & Partial<GeoAttackForm>;

const durations = [900, 3600, 7200, 28_800, 86_400, 604_800];

/** One door: for whom, how long, why; whom it cuts off is shown before it shuts. */
export function AttackSheet({ wish, onClose }: { wish: AttackWish; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const customers = (useQuery(tenantsQuery).data ?? []).filter(({ id }) => !isSpecialTenant(id));
  const [scope, setScope] = useState<GeoAttackForm['scope']>(
    wish.scope ?? { level: 'provider', tenant: '', site: '', asset: '' },
  );
  const [countries, setCountries] = useState<string[]>(wish.countries ?? []);
  const [durationS, setDurationS] = useState(wish.durationS ?? 7200);
  const [reason, setReason] = useState(wish.reason ?? '');
  const { set } = useAttackActs();
  const { kind } = wish;
  const named = kind === 'refuse-countries' || kind === 'only-home';
  const form: GeoAttackForm = {
    ...{ kind, scope, durationS, reason: reason.trim() },
    countries: named ? countries : [],
    services: wish.services ?? [],
    alert: wish.alert ?? '',
    proposal: wish.proposal ?? '',
  };
  const [settled] = useDebouncedValue(JSON.stringify(form), 300);
  const ready = kind !== 'refuse-countries' || countries.length > 0;
  const choices = durations.includes(durationS) ? durations : [durationS, ...durations];
  const duration = format.duration(durationS);
  return (
    <Modal opened onClose={onClose} title={t(`geoMap.kind-${kind}`)} size={560}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate(form, { onSuccess: (mode) => mode.state !== 'failed' && onClose() });
        }}
      >
        <p>{t(`geoMap.kindText-${kind}`)}</p>
        <NativeSelect
          label={t('geoMap.scope')}
          value={scope.level === 'provider' ? '' : scope.tenant}
          onChange={({ currentTarget: { value: tenant } }) =>
            setScope({ level: tenant ? 'customer' : 'provider', tenant, site: '', asset: '' })
          }
          data={[
            { value: '', label: t('geoMap.everybodyChoice') },
            ...customers.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        {named && (
          <div className="stack tight">
            <CountryPicker
              label={kind === 'only-home' ? t('geoMap.homeCountries') : t('geoMap.attackCountries')}
              description={kind === 'only-home' ? t('geoMap.homeCountriesHelp') : undefined}
              placeholder={t('geoMap.countriesPlaceholder')}
              value={countries}
              onChange={setCountries}
            />
            {kind === 'refuse-countries' && (
              <HotCountries tenant={scope.tenant || undefined} chosen={countries} onChange={setCountries} />
            )}
          </div>
        )}
        <div>
          <div className="bw-label" id="attack-duration">
            {t('geoMap.duration')}
          </div>
          <SegmentedControl
            fullWidth
            className="bw-geo-attack-durations"
            aria-labelledby="attack-duration"
            value={String(durationS)}
            onChange={(chosen) => setDurationS(Number(chosen))}
            data={choices.map((seconds) => ({ value: String(seconds), label: format.duration(seconds) }))}
          />
        </div>
        <AttackPreview form={JSON.parse(settled) as GeoAttackForm} ready={ready} />
        <Textarea
          label={t('geoMap.attackReason')}
          placeholder={t('geoMap.attackReasonPlaceholder')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={1}
          maxRows={4}
        />
        {set.error && (
          <p className="red" role="alert">
            {problemText(set.error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={set.isPending} disabled={!ready} data-autofocus>
            {kind === 'refuse-countries'
              ? ready
                ? t('geoMap.kindDo-refuse-countries', { count: countries.length, duration })
                : t('geoMap.kindDoNoCountries')
              : t(`geoMap.kindDo-${kind}`, { duration })}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
