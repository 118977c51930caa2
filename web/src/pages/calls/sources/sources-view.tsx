import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallSource } from '../../../../../src/api/schema/call-sources.ts';
import { callSourcesQuery } from '../../../api/call-queries.ts';
import { post, remove } from '../../../api/request.ts';
import { useMay } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Confirm } from '../../../parts/confirm.tsx';
import { Empty } from '../../../parts/empty.tsx';
import { Answer } from '../../../parts/loading.tsx';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { Ago } from '../../../parts/time.tsx';
import { toast } from '../../../parts/toast.tsx';
import { useTenantName } from '../../../shell/tenant-name.ts';
import { useTenant } from '../../../shell/use-tenant.ts';
import { CallSourceForm } from './call-source-form.tsx';
import { StillHolds, stillHolds } from './still-holds.tsx';

/** The ways in by which calls are followed besides HEP: PBXs and call detail records. */
export function SourcesView() {
  const { t } = useTranslation();
  const mayChange = useMay()('calls:write');
  const tenant = useTenant();
  const sources = useQuery(callSourcesQuery);
  const [editing, setEditing] = useState<CallSource | 'new'>();
  return (
    <>
      <Panel
        id="call-sources"
        title={t('calls.sources')}
        aside={mayChange && <Button onClick={() => setEditing('new')}>{t('calls.sourceAdd')}</Button>}
        flush
      >
        <Answer of={sources} rows={4}>
          {(data) => {
            const shown = data.filter((one) => !tenant || one.tenant === tenant);
            return shown.length === 0 ? (
              <Empty title={t('calls.sourcesEmpty')} text={t('calls.sourcesEmptyText')}>
                {mayChange && <Button onClick={() => setEditing('new')}>{t('calls.sourceAdd')}</Button>}
              </Empty>
            ) : (
              <ul className="bw-lines">
                {shown.map((one) => (
                  <SourceLine key={one.id} one={one} mayChange={mayChange} onEdit={() => setEditing(one)} />
                ))}
              </ul>
            );
          }}
        </Answer>
      </Panel>
      {editing && (
        <CallSourceForm known={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
    </>
  );
}

function SourceLine({ one, mayChange, onEdit }: { one: CallSource; mayChange: boolean; onEdit: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTenantName();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [removing, setRemoving] = useState(false);
  const path = `/api/v1/call-sources/${encodeURIComponent(one.id)}`;
  const test = useMutation({
    mutationFn: () => post<{ ok: boolean; detail: string }>(`${path}/test`),
    onSuccess: ({ ok, detail }) => toast({ title: `${one.name}: ${detail}`, bad: !ok, brief: ok }),
    onError: (error) => toast({ title: problemText(error), bad: true }),
  });
  const drop = useMutation({
    mutationFn: (force: boolean) => remove(force ? `${path}?force=true` : path, { version: `"${one.version}"` }),
    onSuccess: () => {
      setRemoving(false);
      return client.invalidateQueries({ queryKey: callSourcesQuery.queryKey });
    },
    onError: (error) => !stillHolds(error) && toast({ title: problemText(error), bad: true }),
  });
  const holds = stillHolds(drop.error);
  return (
    <li className="stack tight">
      <div className="row apart wrap">
        <div>
          <Raw text={one.name} max={80} className="strong" />{' '}
          <span className="dim">
            {t(`calls.sourceKind-${one.kind}`)} · {nameOf(one.tenant, one.tenantName)}
          </span>
        </div>
        <div className="row wrap">
          {!one.enabled ? (
            <Mark tone="dim">{t('calls.sourceOff')}</Mark>
          ) : (
            <Mark tone={one.up ? 'green' : 'red'}>{t(one.up ? 'calls.sourceUp' : 'calls.sourceDown')}</Mark>
          )}
          {mayChange && (
            <>
              <Button onClick={() => test.mutate()} loading={test.isPending}>
                {t('calls.sourceTest')}
              </Button>
              <Button onClick={onEdit}>{t('customers.edit')}</Button>
              <Button onClick={() => setRemoving(true)}>{t('calls.sourceRemove')}</Button>
            </>
          )}
        </div>
      </div>
      <div className="dim">
        {one.detail && (
          <>
            <Raw text={one.detail} max={200} />
            {' · '}
          </>
        )}
        {t('calls.sourceTally', {
          recognised: format.number(one.tally.recognised),
          received: format.number(one.tally.received),
        })}
        {one.tally.malformed > 0 && (
          <span className="amber"> · {t('calls.sourceMalformed', { count: one.tally.malformed })}</span>
        )}
        {' · '}
        {t('calls.sourceRunning', { count: one.running })}
        {one.lastSeen && (
          <>
            {' · '}
            <Ago at={one.lastSeen} />
          </>
        )}
      </div>
      {one.last.length > 0 && (
        <ul className="bw-tail-lines mono dim">
          {one.last.slice(0, 3).map(({ at, summary }) => (
            <li key={`${at} ${summary}`} className="clip">
              {format.seconds(at)} <Raw text={summary} max={160} />
            </li>
          ))}
        </ul>
      )}
      {removing && (
        <Confirm
          title={t('calls.sourceRemoveTitle', { name: one.name })}
          submit={t(holds ? 'calls.sourceRemoveAnyway' : 'calls.sourceRemove')}
          busy={drop.isPending}
          onSubmit={() => drop.mutate(holds !== undefined)}
          onClose={() => {
            setRemoving(false);
            drop.reset();
          }}
        >
          <p>{t('calls.sourceRemoveText')}</p>
          {one.enabled && one.control && !holds && <p className="dim">{t('calls.sourceRemoveHolds')}</p>}
          {holds && <StillHolds problem={holds} />}
        </Confirm>
      )}
    </li>
  );
}
