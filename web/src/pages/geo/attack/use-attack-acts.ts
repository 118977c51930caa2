import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoAttackForm, GeoAttackWire } from '../../../../../src/api/schema/geo.ts';
import { post } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { dismissToast, type Toast, toast } from '../../../parts/toast.tsx';
import { useAttackName } from './attack-name.ts';

const longestS = 7 * 86_400;
const extensionS = 7200;
const path = (id: string, act: string) => `/api/v1/geo/attacks/${encodeURIComponent(id)}/${act}`;
const leftS = ({ until }: GeoAttackWire) => Math.max(0, Math.round((Date.parse(until) - Date.now()) / 1000));

/** Toasts about doors that may still be there. */
const told = new Set<string>();

function tell(shown: Toast & { id: string }): void {
  told.add(shown.id);
  toast(shown);
}

/** Before another door is looked at: on a phone they lie over its button. */
export function clearAttackToasts(): void {
  for (const id of told) dismissToast(id);
  told.clear();
}

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
        tell({ id: `attack-${mode.id}`, title: t('geoMap.notSet'), text: mode.error, bad: true });
        return;
      }
      tell({
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
  /** Once more for one that failed: it keeps its end. */
  const retry = useMutation({
    mutationFn: (mode: GeoAttackWire) =>
      post<GeoAttackWire>(path(mode.id, 'extend'), { durationS: Math.max(60, leftS(mode)) }),
    onSuccess: (mode) => {
      renew();
      dismissToast(`attack-${mode.id}`);
      if (mode.state === 'failed')
        tell({ id: `attack-${mode.id}`, title: t('geoMap.notSet'), text: mode.error, bad: true });
      else toast({ title: t('geoMap.setDone', { what: name.what(mode) }), brief: true });
    },
    onError: failed(t('geoMap.notSet')),
  });
  const lift = useMutation({
    mutationFn: (mode: GeoAttackWire) => post<GeoAttackWire>(path(mode.id, 'lift')),
    onSuccess: (lifted, mode) => {
      renew();
      dismissToast(`attack-${mode.id}`);
      const { kind, scope, services, countries, reason, alert } = mode;
      tell({
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
                // The same door was shut a moment ago: whom it cuts off was known.
                ...{ kind, scope, services, countries, reason, alert, proposal: '', acknowledgeCuts: true },
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
  return { set, extend, retry, lift, dismiss };
}

/** On, or on its way; or wanted and not to be had, so that somebody has to look. */
export function isOn({ state, until }: GeoAttackWire, now: number): boolean {
  return (state === 'asked' || state === 'in-force' || state === 'failed') && Date.parse(until) > now;
}
