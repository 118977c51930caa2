import { Button, Checkbox, Modal, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallStop, NewCallStop } from '../../../../src/api/schema/calls.ts';
import { tenantsQuery } from '../../api/queries.ts';
import { post } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { useUndoStop } from './use-undo-stop.ts';

/** What the dialog starts with. */
export interface StopWish {
  readonly tenant?: string;
  readonly payer?: string;
  readonly country?: string;
  readonly alert?: string;
}

const durations = [3600, 14_400, 86_400, 604_800];
const scopes = ['account', 'customer', 'destination', 'provider'] as const;
const reaches = ['costly', 'abroad', 'outgoing'] as const;

/** Asks for a stop: whose calls, which, how long, why; and says what passes whatever one chooses. */
export function StopDialog({ wish, onClose }: { wish: StopWish; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const undo = useUndoStop();
  const chosen = useTenant();
  const tenants = useQuery(tenantsQuery).data ?? [];
  const [tenant, setTenant] = useState(wish.tenant ?? chosen ?? '');
  const [scope, setScope] = useState<NewCallStop['scope']>(
    wish.payer ? 'account' : wish.country ? 'destination' : 'account',
  );
  const [payer, setPayer] = useState(wish.payer ?? '');
  const [reach, setReach] = useState<NewCallStop['reach']>('costly');
  const [country, setCountry] = useState(wish.country ?? '');
  const [prefix, setPrefix] = useState('');
  const [hangUp, setHangUp] = useState(true);
  const [divertTo, setDivertTo] = useState('');
  const [durationS, setDurationS] = useState(14_400);
  const [reason, setReason] = useState('');
  const place = scope === 'destination';
  const ready =
    (scope === 'provider' || tenant !== '') &&
    (scope !== 'account' || payer.trim() !== '') &&
    (!place || /^[A-Za-z]{2}$/.test(country) || /^\+?\d{1,15}$/.test(prefix.replaceAll(' ', '')));
  const stop = useMutation({
    mutationFn: () =>
      post<CallStop>('/api/v1/call-stops', {
        tenant: scope === 'provider' ? undefined : tenant,
        ...{ scope, reach: place ? 'outgoing' : reach, hangUp, durationS, alert: wish.alert ?? '' },
        payer: scope === 'account' || place ? payer.trim() : '',
        country: place ? country.trim().toUpperCase() : '',
        prefix: place && !country.trim() ? prefix.replaceAll(' ', '') : '',
        divertTo: divertTo.trim(),
        reason: reason.trim() || t('calls.stopReason'),
      } satisfies Partial<NewCallStop> & { tenant: string | undefined }),
    onSuccess: (made) => {
      onClose();
      toast({
        id: `stop-${made.id}`,
        title: t('calls.stopped'),
        text: t('calls.stoppedText'),
        act: { name: t('common.undo'), run: () => undo.mutate(made.id) },
      });
      void client.invalidateQueries({ queryKey: ['call-stops'] });
      void client.invalidateQueries({ queryKey: ['calls-now'] });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={wish.payer ? t('calls.stopOf', { name: wish.payer }) : t('calls.stopTitle')}
      size={540}
    >
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          stop.mutate();
        }}
      >
        <div className="bw-form-pair">
          <NativeSelect
            label={t('calls.stopScope')}
            value={scope}
            onChange={(event) => setScope(event.currentTarget.value as NewCallStop['scope'])}
            data={scopes.map((one) => ({ value: one, label: t(`calls.scope-${one}`) }))}
          />
          {scope !== 'provider' && (
            <NativeSelect
              label={t('common.customer')}
              value={tenant}
              onChange={(event) => setTenant(event.currentTarget.value)}
              data={[{ value: '', label: '–' }, ...tenants.map(({ id, name }) => ({ value: id, label: name }))]}
            />
          )}
        </div>
        {(scope === 'account' || place) && (
          <TextInput
            label={t('calls.payer')}
            value={payer}
            onChange={(event) => setPayer(event.currentTarget.value)}
            required={scope === 'account'}
            withAsterisk={false}
            maxLength={256}
            autoComplete="off"
            spellCheck={false}
            data-autofocus={wish.payer ? undefined : true}
          />
        )}
        {place ? (
          <div className="bw-form-pair">
            <TextInput
              label={t('calls.stopCountry')}
              description={t('calls.stopCountryHelp')}
              value={country}
              onChange={(event) => setCountry(event.currentTarget.value)}
              maxLength={2}
            />
            <TextInput
              label={t('calls.stopPrefix')}
              description={t('calls.stopPrefixHelp')}
              value={prefix}
              onChange={(event) => setPrefix(event.currentTarget.value)}
              maxLength={24}
              disabled={country.trim() !== ''}
            />
          </div>
        ) : (
          <NativeSelect
            label={t('calls.stopReach')}
            value={reach}
            onChange={(event) => setReach(event.currentTarget.value as NewCallStop['reach'])}
            data={reaches.map((one) => ({ value: one, label: t(`calls.reach-${one}`) }))}
          />
        )}
        <div>
          <div className="bw-label" id="stop-duration">
            {t('calls.stopDuration')}
          </div>
          <SegmentedControl
            fullWidth
            aria-labelledby="stop-duration"
            value={String(durationS)}
            onChange={(next) => setDurationS(Number(next))}
            data={durations.map((seconds) => ({ value: String(seconds), label: format.duration(seconds) }))}
          />
        </div>
        <Checkbox
          label={t('calls.stopHangUp')}
          checked={hangUp}
          onChange={(event) => setHangUp(event.currentTarget.checked)}
        />
        <TextInput
          label={t('calls.stopDivert')}
          placeholder="sip:announcement@192.0.2.20"
          value={divertTo}
          onChange={(event) => setDivertTo(event.currentTarget.value)}
          maxLength={256}
          spellCheck={false}
        />
        <Textarea
          label={t('common.reason')}
          description={t('blocks.reasonHelp')}
          placeholder={t('calls.stopReason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={1}
          maxRows={4}
        />
        <p className="dim">{t('calls.stopAlways')}</p>
        {stop.error && (
          <p className="red" role="alert">
            {problemText(stop.error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={stop.isPending} disabled={!ready}>
            {t('calls.stopSubmit', { duration: format.duration(durationS) })}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
