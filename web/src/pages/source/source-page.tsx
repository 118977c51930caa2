import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../api/problem.ts';
import { sourceQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { HealthMark } from '../../parts/state-marks.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { SourceForm } from '../sources/source-form.tsx';
import { RemoveSource } from './remove-source.tsx';
import { SourceFacts } from './source-facts.tsx';
import { TailPanel } from './tail-panel.tsx';
import './source.css';

/** One source: how it does, what it delivered, and its last lines as they arrive. */
export function SourcePage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/sources/$id' });
  const source = useQuery(sourceQuery(id));
  const mayWrite = useMay()('sources:write');
  const [open, setOpen] = useState<'edit' | 'assign' | 'remove'>();
  if (source.error instanceof RequestError && source.error.status === 404 && !source.data) {
    return (
      <Panel>
        <Empty title={t('common.notFoundTitle')} text={t('sources.notFound')} />
      </Panel>
    );
  }
  return (
    <Answer of={source} rows={8}>
      {(data) => (
        <>
          <PageHeader
            title={<Raw text={data.name} max={100} />}
            tab={visibleText(data.name)}
            aside={<HealthMark health={data.health} />}
          >
            {mayWrite && data.tenant === 'unassigned' && (
              <Button variant="filled" onClick={() => setOpen('assign')}>
                {t('sources.assign')}
              </Button>
            )}
            {mayWrite && <Button onClick={() => setOpen('edit')}>{t('common.edit')}</Button>}
            {mayWrite && <Button onClick={() => setOpen('remove')}>{t('sources.removeSubmit')}</Button>}
          </PageHeader>
          <SourceFacts source={data} />
          <TailPanel source={data} />
          {open === 'remove' ? (
            <RemoveSource source={data} onClose={() => setOpen(undefined)} />
          ) : (
            open && <SourceForm source={data} assign={open === 'assign'} onClose={() => setOpen(undefined)} />
          )}
        </>
      )}
    </Answer>
  );
}
