import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { PushDevice, PushDevices, PushSubscriptionForm, pushTest } from '../../../../src/api/schema/push.ts';
import { useDeviceName } from '../../acts/identity/device-name.ts';
import { get, post, remove } from '../../api/request.ts';
import { IconDeviceMobile } from '../../parts/icons.ts';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Ago } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.tsx';
import { pushState, subscribe, unsubscribe } from './push-device.ts';

const devicesKey = ['on-call', 'push'];
const stateKey = ['push-state'];

/** Alarms on this device: the switch, and the other devices of the same person. */
export function PushPanel() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const deviceName = useDeviceName();
  const here = useQuery({ queryKey: stateKey, queryFn: pushState, staleTime: 0 });
  const all = useQuery({
    queryKey: devicesKey,
    queryFn: ({ signal }) => get<PushDevices>('/api/v1/on-call/push', undefined, signal),
  });
  const renew = async () => {
    await client.invalidateQueries({ queryKey: stateKey });
    await client.invalidateQueries({ queryKey: ['on-call'] });
  };
  const failed = (error: Error) =>
    toast({
      title: t('common.actFailed'),
      text: error instanceof DOMException ? t('profile.pushRefused') : problemText(error),
      bad: true,
    });
  const keep = async (publicKey: string) => {
    const form = {
      ...(await subscribe(publicKey)),
      name: deviceName(navigator.userAgent),
    } satisfies PushSubscriptionForm;
    return post<PushDevice>('/api/v1/on-call/push', form);
  };
  const on = useMutation({
    mutationFn: keep,
    onSuccess: () => toast({ title: t('profile.pushOn'), brief: true }),
    onError: failed,
    onSettled: renew,
  });
  const off = useMutation({
    mutationFn: async (publicKey: string) => {
      // Keeping what is kept already tells which of the devices this is.
      const { id } = await keep(publicKey);
      await remove(`/api/v1/on-call/push/${encodeURIComponent(id)}`);
      await unsubscribe();
    },
    onSuccess: () => toast({ title: t('profile.pushOff'), brief: true }),
    onError: failed,
    onSettled: renew,
  });
  const drop = useMutation({
    mutationFn: ({ id }: PushDevice) => remove(`/api/v1/on-call/push/${encodeURIComponent(id)}`),
    onError: failed,
    onSettled: renew,
  });
  const test = useMutation({
    mutationFn: ({ id }: PushDevice) =>
      post<z.infer<typeof pushTest>>(`/api/v1/on-call/push/${encodeURIComponent(id)}/test`),
    onSuccess: ({ ok, error }) =>
      toast(
        ok ? { title: t('profile.pushTested'), brief: true } : { title: t('common.actFailed'), text: error, bad: true },
      ),
    onError: failed,
    onSettled: renew,
  });
  const state = here.data?.state ?? 'off';
  const canSwitch = state === 'on' || state === 'off';
  return (
    <Panel id="push" title={t('profile.push')} aside={t('profile.pushText')} flush>
      <Answer of={all} rows={2}>
        {({ publicKey, devices }) => (
          <>
            <ul className="bw-lines">
              {devices.map((device) => (
                <li key={device.id} className="bw-factor-line" data-device={device.id}>
                  <IconDeviceMobile size={20} stroke={1.6} aria-hidden />
                  <div>
                    <div className="strong">{device.name}</div>
                    <div className="dim">
                      {device.service} · {t('profile.pushSince')} <Ago at={device.createdAt} />
                      {device.lastDeliveredAt && (
                        <>
                          {', '}
                          {t('profile.pushLast')} <Ago at={device.lastDeliveredAt} />
                        </>
                      )}
                    </div>
                    {device.lastError && <div className="red">{device.lastError}</div>}
                  </div>
                  <div className="row">
                    <Button
                      onClick={() => test.mutate(device)}
                      loading={test.isPending && test.variables.id === device.id}
                      aria-label={t('profile.pushTestOf', { device: device.name })}
                    >
                      {t('profile.pushTest')}
                    </Button>
                    <Button
                      onClick={() => drop.mutate(device)}
                      loading={drop.isPending && drop.variables.id === device.id}
                      aria-label={t('profile.pushRemoveOf', { device: device.name })}
                    >
                      {t('profile.pushRemove')}
                    </Button>
                  </div>
                </li>
              ))}
            </ul>
            <div className="bw-pane-foot">
              {canSwitch ? (
                <Button
                  role="switch"
                  aria-checked={state === 'on'}
                  onClick={() => (state === 'on' ? off.mutate(publicKey) : on.mutate(publicKey))}
                  loading={on.isPending || off.isPending}
                >
                  {state === 'on' ? t('profile.pushSwitchOff') : t('profile.pushSwitchOn')}
                </Button>
              ) : (
                <p className="dim">{t(`profile.push_${state}`)}</p>
              )}
            </div>
          </>
        )}
      </Answer>
    </Panel>
  );
}
