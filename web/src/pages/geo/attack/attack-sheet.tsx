import { Button, Modal, SegmentedControl, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoAttackForm, GeoCut } from '../../../../../src/api/schema/geo.ts';
import { RequestError } from '../../../api/problem.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { CountryPicker } from '../map/country-picker.tsx';
import { AttackPreview } from './attack-preview.tsx';
import { AttackScope } from './attack-scope.tsx';
import { HotCountries } from './hot-countries.tsx';
import { useAcknowledged } from './use-acknowledged.ts';
import { clearAttackToasts, useAttackActs } from './use-attack-acts.ts';
import { askedOf, useAttackPreview, useCutWords } from './use-attack-preview.ts';

/** What the sheet starts with. */
export type AttackWish = Pick<GeoAttackForm, 'kind'> & Partial<GeoAttackForm>;

const durations = [900, 3600, 7200, 28_800, 86_400, 604_800];

/** One door: for whom, how long, why; whom it cuts off is shown before it shuts, and asked about once. */
export function AttackSheet({ wish, onClose }: { wish: AttackWish; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const [scope, setScope] = useState<GeoAttackForm['scope']>(
    wish.scope ?? { level: 'provider', tenant: '', site: '', asset: '' },
  );
  const [countries, setCountries] = useState<string[]>(wish.countries ?? []);
  const [durationS, setDurationS] = useState(wish.durationS ?? 7200);
  const [reason, setReason] = useState(wish.reason ?? '');
  const { set } = useAttackActs();
  useEffect(clearAttackToasts, []);
  const { kind } = wish;
  const named = kind === 'refuse-countries' || kind === 'only-home';
  const form: GeoAttackForm = {
    ...{ kind, scope, durationS, reason: reason.trim() },
    countries: named ? countries : [],
    services: wish.services ?? [],
    alert: wish.alert ?? '',
    proposal: wish.proposal ?? '',
    acknowledgeCuts: false,
  };
  const [settled] = useDebouncedValue(JSON.stringify(form), 300);
  const ready = kind !== 'refuse-countries' || countries.length > 0;
  const choices = durations.includes(durationS) ? durations : [durationS, ...durations];
  const duration = format.duration(durationS);
  const preview = useAttackPreview(JSON.parse(settled) as GeoAttackForm, ready);
  const cutWords = useCutWords();
  const { asked, ready: answerable, ask } = useAcknowledged(askedOf(form));
  // What the preview says of another form, while that of this one is on its way, is for the server to say.
  const seen = preview.isPlaceholderData || settled !== JSON.stringify(form) ? undefined : preview.data;
  const submit = () => {
    const words = seen && cutWords(seen.cuts, seen.cutsTotal);
    if (words && asked === undefined) {
      ask(words);
      return;
    }
    set.mutate(
      { ...form, acknowledgeCuts: asked !== undefined },
      {
        // One that failed stands with those that are on, with what went wrong.
        onSuccess: onClose,
        onError: (error) => {
          if (!isCuts(error)) return;
          const { cuts = [], cutsTotal = 0 } = error.more as { cuts?: GeoCut[]; cutsTotal?: number };
          ask(cutWords(cuts, cutsTotal));
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={t(`geoMap.kind-${kind}`)} size={560}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <p>{t(`geoMap.kindText-${kind}`)}</p>
        <AttackScope scope={scope} onChange={setScope} />
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
        {ready && <AttackPreview kind={kind} preview={preview} />}
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
        {set.error && !isCuts(set.error) && (
          <p className="red" role="alert">
            {problemText(set.error)}
          </p>
        )}
        <div className="bw-dialog-foot bw-geo-attack-foot">
          {asked !== undefined && (
            <p role="alert">
              <Mark tone="red">{t('geoMap.ackText', { who: asked })}</Mark>
            </p>
          )}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="filled"
            loading={set.isPending}
            disabled={!ready || !answerable}
            data-autofocus
          >
            {asked !== undefined
              ? t('geoMap.ackDo')
              : kind === 'refuse-countries'
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

function isCuts(error: unknown): error is RequestError {
  return error instanceof RequestError && error.kind === 'geo-cuts';
}
