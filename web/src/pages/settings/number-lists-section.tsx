import { Button, Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NumberList } from '../../../../src/api/schema/rates.ts';
import { numberListsQuery } from '../../api/call-queries.ts';
import { remove } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Ago } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.tsx';
import { EmergencyPanel } from './emergency-panel.tsx';
import { FileImport } from './file-import.tsx';
import { ProviderCaps } from './provider-caps.tsx';

/** Numbers that are special: seen in fraud, or never to be stopped. */
export function NumberListsSection() {
  const { t } = useTranslation();
  const mayChange = useMay()('calls:write');
  const lists = useQuery(numberListsQuery);
  const [importing, setImporting] = useState(false);
  const [source, setSource] = useState('');
  const [refuse, setRefuse] = useState(false);
  const [until, setUntil] = useState('');
  return (
    <>
      <Panel
        id="number-lists"
        title={t('calls.listsTitle')}
        aside={mayChange && <Button onClick={() => setImporting(true)}>{t('calls.listsImport')}</Button>}
        flush
      >
        <p className="dim bw-panel-body">{t('calls.listsText')}</p>
        <Answer of={lists} rows={3}>
          {(data) =>
            data.length === 0 ? (
              <Empty
                title={t('calls.listsEmpty')}
                text={t('calls.listsEmptyText')}
                command="./belwacht numbers import numbers.csv"
              />
            ) : (
              <ul className="bw-lines">
                {data.map((list) => (
                  <ListLine key={list.id} list={list} mayChange={mayChange} />
                ))}
              </ul>
            )
          }
        </Answer>
      </Panel>
      <EmergencyPanel />
      <ProviderCaps />
      {importing && (
        <FileImport
          title={t('calls.listsImport')}
          path="/api/v1/number-lists"
          accept=".csv,.json,text/csv,application/json,text/plain"
          nameOf={(file) => file.name.replace(/\.\w+$/, '')}
          query={{ source, refuse, until: until || undefined }}
          queryKey={numberListsQuery.queryKey}
          taken={(name) => t('calls.listsTaken', { name })}
          onClose={() => setImporting(false)}
        >
          {() => (
            <>
              <div className="bw-form-pair">
                <TextInput
                  label={t('calls.listsSource')}
                  value={source}
                  onChange={(event) => setSource(event.currentTarget.value)}
                  maxLength={200}
                />
                <TextInput
                  type="date"
                  label={t('calls.listsUntil')}
                  value={until}
                  onChange={(event) => setUntil(event.currentTarget.value)}
                />
              </div>
              <Checkbox
                label={t('calls.listsRefuse')}
                checked={refuse}
                onChange={(event) => setRefuse(event.currentTarget.checked)}
              />
            </>
          )}
        </FileImport>
      )}
    </>
  );
}

function ListLine({ list, mayChange }: { list: NumberList; mayChange: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const drop = useMutation({
    mutationFn: () => remove(`/api/v1/number-lists/${encodeURIComponent(list.id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: numberListsQuery.queryKey }),
    onError: (error) => toast({ title: problemText(error), bad: true }),
  });
  return (
    <li className="row apart wrap">
      <div>
        <Raw text={list.name} max={80} className="strong" />{' '}
        <Mark tone={list.refuse ? 'red' : 'blue'}>{t(list.refuse ? 'calls.listsRefuses' : 'calls.listsWeighs')}</Mark>
        <div className="dim">
          {t('calls.listsEntries', { count: list.entries })}
          {list.expired > 0 && ` · ${t('calls.listsExpired', { count: list.expired })}`}
          {list.source && (
            <>
              {' · '}
              <Raw text={list.source} max={120} />
            </>
          )}
          {' · '}
          <Ago at={list.createdAt} />
          {list.refused > 0 && <span className="amber"> · {t('calls.ratesBad', { count: list.refused })}</span>}
          {list.troubles[0] && ` ${format.text(list.troubles[0].message)}`}
        </div>
      </div>
      {mayChange && (
        <Button onClick={() => drop.mutate()} loading={drop.isPending}>
          {t('calls.ratesRemove')}
        </Button>
      )}
    </li>
  );
}
