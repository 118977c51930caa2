import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ContactWayWire, ResponderWire, WayTestResult } from '../../../../src/api/schema/on-call.ts';
import { pathOfResponder } from '../../api/on-call-queries.ts';
import { post } from '../../api/request.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Ago } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.tsx';

const channels = ['mail', 'push', 'chat', 'sms', 'phone'] as const;
const examples = {
  mail: 'anna@example.org',
  push: '',
  chat: 'https://hooks.example.org/services/…',
  sms: '+31612345678',
  phone: '+31612345678',
} as const;

/** Ways to reach somebody, each with a test and what the last message in it came to. */
export function WayFields({
  id,
  responder,
  ways,
  unsaved,
  onChange,
}: {
  id: string;
  responder: ResponderWire;
  ways: readonly ContactWayWire[];
  unsaved: boolean;
  onChange: (ways: ContactWayWire[]) => void;
}) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const test = useMutation({
    mutationFn: (way: string) => post<WayTestResult>(`${pathOfResponder(id)}/test`, { way }),
    onSuccess: ({ ok, error }) =>
      toast(ok ? { title: t('onCall.testSent'), brief: true } : { title: t('onCall.testBad'), text: error, bad: true }),
    onError: (error) => toast({ title: t('onCall.testBad'), text: problemText(error), bad: true }),
  });
  const set = (at: number, change: Partial<ContactWayWire>) =>
    onChange(ways.map((one, place) => (place === at ? { ...one, ...change } : one)));
  return (
    <fieldset className="bw-fieldset">
      <legend>{t('onCall.ways')}</legend>
      <p className="dim">{t('onCall.waysHelp')}</p>
      <ul className="stack bw-oncall-ways">
        {ways.map((way, at) => {
          const last = responder.lastDeliveries.find((one) => one.way === way.id);
          return (
            <li key={way.id} className="bw-oncall-way">
              <NativeSelect
                label={t('onCall.channel')}
                value={way.channel}
                onChange={(event) => set(at, { channel: event.currentTarget.value as ContactWayWire['channel'] })}
                data={channels.map((channel) => ({ value: channel, label: t(`onCall.channel_${channel}`) }))}
              />
              <TextInput
                label={t('onCall.address')}
                placeholder={examples[way.channel]}
                value={way.address}
                maxLength={2000}
                onChange={(event) => set(at, { address: event.currentTarget.value })}
              />
              <TextInput
                label={t('onCall.dependsOn')}
                placeholder="platform"
                value={(way.dependsOn ?? []).join(', ')}
                onChange={(event) => set(at, { dependsOn: namesIn(event.currentTarget.value) })}
              />
              <span className="row">
                <Button
                  onClick={() => test.mutate(way.id)}
                  loading={test.isPending && test.variables === way.id}
                  disabled={unsaved}
                  title={unsaved ? t('onCall.testSaveFirst') : undefined}
                >
                  {t('onCall.test')}
                </Button>
                <Button onClick={() => onChange(ways.filter((one) => one !== way))}>{t('common.remove')}</Button>
              </span>
              {last && (
                <span className={last.state === 'failed' ? 'red' : 'dim'}>
                  {t(`onCall.delivery_${last.state}`)} <Ago at={last.at} />
                  {last.error && (
                    <>
                      {': '}
                      <Raw text={last.error} max={160} />
                    </>
                  )}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <Button
        onClick={() => onChange([...ways, { id: freeId(ways), channel: 'mail', address: '', dependsOn: [] }])}
        disabled={ways.length >= 10}
      >
        {t('onCall.addWay')}
      </Button>
    </fieldset>
  );
}

function namesIn(text: string): string[] {
  return text.split(/[,\s]+/).filter((name) => name !== '');
}

function freeId(ways: readonly ContactWayWire[]): string {
  let number = ways.length + 1;
  while (ways.some(({ id }) => id === `way-${number}`)) number++;
  return `way-${number}`;
}
