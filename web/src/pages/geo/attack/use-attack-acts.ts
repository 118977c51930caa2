import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoAttackForm, GeoAttackWire } from '../../../../../src/api/schema/geo.ts';
import { post } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { dismissToast, toast } from '../../../parts/toast.tsx';
import { useAttackName } from './attack-name.ts';

const longestS = 7 * 86_400;
const extensionS = 7200;
const path = (id: string, act: string) => `/api/v1/geo/attacks/${encodeURIComponent(id)}/${act}`;
const leftS = ({ until }: GeoAttackWire) => Math.max(0, Math.round((Date.parse(until) - Date.now()) / 1000));

/** Shuts a door, holds it shut longer and opens it again; says each time what the kernel confirmed, with the way back. */
export function useAttackActs() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const name = useAttackName();
  const renew = () => {
    for (const what of ['attacks', 'standing', 'map', 'proposals'])
      void client.invalidateQueries({ queryKey: ['geo', what] });
  };
  const failed = (title: string) => (error: unknown) => toast({ title, text: problemText(error), bad: true });

  const set = useMutation({
    mutationFn: (form: GeoAttackForm) => post<GeoAttackWire>('/api/v1/geo/attacks', form),
    onSuccess: (mode) => {
      renew();
      const time = format.clock(mode.until);
      if (mode.state === 'failed') {
        toast({ title: t('geoMap.notSet'), text: mode.error, bad: true });
        return;
      }
      toast({
        id: `attack-${mode.id}`,
        title: t('geoMap.setDone', { what: name.what(mode) }),
        text: mode.confirmedAt ? t('geoMap.setConfirmed', { time }) : t('geoMap.setAsked', { time }),
        act: { name: t('geoMap.lift'), run: () => lift.mutate(mode) },
      });
    },
  });
  const extend = useMutation({
    mutationFn: (mode: GeoAttackWire) =>
      post<GeoAttackWire>(path(mode.id, 'extend'), { durationS: Math.min(longestS, leftS(mode) + extensionS) }),
    onSuccess: (mode) => {
      renew();
      toast({ title: t('geoMap.extended', { what: name.what(mode), time: format.clock(mode.until) }), brief: true });
    },
    onError: failed(t('geoMap.notExtended')),
  });
  const lift = useMutation({
    mutationFn: (mode: GeoAttackWire) => post<GeoAttackWire>(path(mode.id, 'lift')),
    onSuccess: (lifted, mode) => {
      renew();
      dismissToast(`attack-${mode.id}`);
      const { kind, scope, services, countries, reason, alert } = mode;
      toast({
        id: `lift-${mode.id}`,
        title: t('geoMap.lifted', { what: name.what(mode) }),
        text: lifted.liftedAt
          ? t('geoMap.liftedConfirmed', { time: format.seconds(lifted.liftedAt) })
          : t('geoMap.liftedAsked'),
        act: {
          name: t('geoMap.setAgain'),
          run: () =>
            set.mutate(
              {
                ...{ kind, scope, services, countries, reason, alert, proposal: '' },
                durationS: Math.max(900, leftS(mode)),
              },
              { onError: failed(t('geoMap.notSet')) },
            ),
        },
      });
    },
    onError: failed(t('geoMap.notLifted')),
  });
  const dismiss = useMutation({
    mutationFn: (proposal: string) => post(`/api/v1/geo/proposals/${encodeURIComponent(proposal)}/dismiss`),
    onSuccess: () => {
      renew();
      toast({ title: t('geoMap.proposalDismissed'), brief: true });
    },
    onError: failed(t('common.actFailed')),
  });
  return { set, extend, lift, dismiss };
}

/** On, or on its way. */
export function isOn({ state, until }: GeoAttackWire, now: number): boolean {
  return (state === 'asked' || state === 'in-force') && Date.parse(until) > now;
}
