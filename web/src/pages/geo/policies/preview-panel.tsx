import { Button, SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoPolicyFormWire } from '../../../../../src/api/schema/geo.ts';
import { geoPreviewQuery } from '../../../api/geo-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Panel } from '../../../parts/panel.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { useNow } from '../../../parts/use-now.ts';
import type { CutActs } from './cut-list.tsx';
import { judgeable } from './draft-faults.ts';
import { PreviewResult } from './preview-result.tsx';
import { same } from './rule-diff.ts';

const periods = ['7', '30', '90'] as const;
/** A preview quicker than this is made anew by itself when the policy changes, ms. */
const quick = 2000;

/** What the policy as it stands in the editor would have done to the stored history. */
export function PreviewPanel({
  form,
  id,
  ready,
  enforced,
  dirty,
  except,
}: {
  form: GeoPolicyFormWire;
  id: string;
  /** It has no faults. */
  ready: boolean;
  /** It decides already: what it does is compared with. */
  enforced: boolean;
  dirty: boolean;
  except: CutActs['except'] | undefined;
}) {
  const { t } = useTranslation();
  const [days, setDays] = useState<(typeof periods)[number]>('30');
  const [wanted] = useDebouncedValue(
    useMemo(() => judgeable(form, t('geo.noName')), [form, t]),
    900,
  );
  const [asked, setAsked] = useState(wanted);
  const preview = useQuery({
    ...geoPreviewQuery(asked, id, Number(days)),
    placeholderData: keepPreviousData,
    enabled: ready && (dirty || !enforced),
  });
  const stale = !same(shapeOf(asked), shapeOf(wanted));
  if (stale && ready && !preview.isFetching && (preview.data ? preview.data.tookMs < quick : true)) setAsked(wanted);
  if (enforced && !dirty) {
    return (
      <Panel id="preview" title={t('geo.previewChange')}>
        <div className="stack tight">
          <p className="dim">{t('geo.previewEnforced')}</p>
          <p>
            <Link to="/geo" search={{}}>
              {t('geo.previewMap')}
            </Link>
          </p>
        </div>
      </Panel>
    );
  }
  return (
    <Panel
      id="preview"
      title={t(enforced ? 'geo.previewChange' : 'geo.preview')}
      aside={
        <SegmentedControl
          aria-label={t('geo.previewDays')}
          value={days}
          onChange={setDays}
          data={periods.map((one) => ({ value: one, label: t(`geo.previewDays_${one}`) }))}
        />
      }
      flush
    >
      {preview.isFetching && <Busy />}
      {!ready && !preview.data && <p className="bw-geo-policy-none dim">{t('geo.previewGaps')}</p>}
      {preview.error && !preview.isFetching && (
        <ProblemNotice error={preview.error} retry={() => void preview.refetch()} />
      )}
      {stale && ready && !preview.isFetching && (
        <div className="bw-geo-policy-stale row wrap">
          <span>{t('geo.previewStale')}</span>
          <Button onClick={() => setAsked(wanted)}>{t('geo.previewAgain')}</Button>
        </div>
      )}
      {preview.data && <PreviewResult preview={preview.data} enforced={enforced} except={except} />}
    </Panel>
  );
}

/** What decides: names and dates change no verdict. */
function shapeOf({ scope, rules }: GeoPolicyFormWire) {
  return { scope, rules };
}

/** How long it has been going on; it is no hindrance to editing. */
function Busy() {
  const { t } = useTranslation();
  const format = useFormat();
  const [began] = useState(Date.now);
  const now = useNow(1000);
  return (
    <p className="bw-geo-policy-busy" role="status">
      {t('geo.previewBusy', { time: format.duration(Math.max(0, (now - began) / 1000)) })}{' '}
      <span className="dim">{t('geo.previewBusyText')}</span>
    </p>
  );
}
