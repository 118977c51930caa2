import { Button, NativeSelect, Progress, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoDataWire } from '../../../../../src/api/schema/geo.ts';
import { geoDataQuery } from '../../../api/geo-queries.ts';
import { post } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { Ago } from '../../../parts/time.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { useStepName } from './part-name.ts';
import { UpdateSettings } from './update-settings.tsx';

const origins = ['npm', 'maxmind', 'url'] as const;
type Origin = (typeof origins)[number];

/** New data from a registry, a licence or an address, with progress; and how the last try went. */
export function UpdatePanel({ data, mayWrite }: { data: GeoDataWire; mayWrite: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const stepName = useStepName();
  const [from, setFrom] = useState<Origin>('npm');
  const [url, setUrl] = useState('');
  const [what, setWhat] = useState<'country' | 'network'>('country');
  const start = useMutation({
    mutationFn: () =>
      post<GeoDataWire>('/api/v1/geo/data/update', { from, url: from === 'url' ? url.trim() : '', what }),
    onSuccess: (now) => client.setQueryData(geoDataQuery.queryKey, now),
  });
  const { running, lastTry } = data;
  return (
    <Panel id="geo-data-update" title={t('geoMap.dataUpdate')}>
      <div className="stack loose">
        <p className="dim">{t('geoMap.dataUpdateText')}</p>
        {running ? (
          <div className="stack tight" role="status">
            <span className="row apart">
              <span>{t('geoMap.dataRunning', { step: stepName(running.step) })}</span>
              <span className="tabular">{format.percent(running.share)}</span>
            </span>
            <Progress
              value={100 * running.share}
              aria-label={t('geoMap.dataRunning', { step: stepName(running.step) })}
            />
          </div>
        ) : (
          lastTry && (
            <p>
              <Mark tone={lastTry.ok ? 'green' : 'red'}>
                {lastTry.ok
                  ? t('geoMap.dataLastOk')
                  : t('geoMap.dataLastBad', { detail: visibleText(format.text(lastTry.detail)).slice(0, 300) })}
              </Mark>{' '}
              <Ago at={lastTry.at} className="dim" />
            </p>
          )
        )}
        {mayWrite && (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              start.mutate();
            }}
          >
            <SegmentedControl
              fullWidth
              aria-label={t('geoMap.dataSource')}
              value={from}
              onChange={(next) => setFrom(next as Origin)}
              data={origins.map((one) => ({ value: one, label: t(`geoMap.from-${one}`) }))}
            />
            <p className="dim">{t(`geoMap.fromText-${from}`)}</p>
            {from === 'url' && (
              <>
                <TextInput
                  label={t('geoMap.dataUrl')}
                  placeholder="https://data.example.net/country.mmdb"
                  value={url}
                  onChange={(event) => setUrl(event.currentTarget.value)}
                  maxLength={1000}
                  spellCheck={false}
                  autoComplete="off"
                  required
                  withAsterisk={false}
                />
                <NativeSelect
                  label={t('geoMap.dataWhat')}
                  value={what}
                  onChange={(event) => setWhat(event.currentTarget.value as 'country' | 'network')}
                  data={(['country', 'network'] as const).map((one) => ({
                    value: one,
                    label: t(`geoMap.what-${one}`),
                  }))}
                />
              </>
            )}
            {start.error && (
              <p className="red" role="alert">
                {problemText(start.error)}
              </p>
            )}
            <div>
              <Button
                type="submit"
                loading={start.isPending}
                disabled={running !== null || (from === 'url' && url.trim() === '')}
              >
                {t('geoMap.dataStart')}
              </Button>
            </div>
          </form>
        )}
        {mayWrite && <UpdateSettings licence={from === 'maxmind'} />}
      </div>
    </Panel>
  );
}
