import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hold } from '../../../../src/api/schema/keeping.ts';
import { post } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useByName } from '../../parts/by-name.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Raw } from '../../parts/raw.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { HoldForm } from './hold-form.tsx';
import { holdsQuery } from './keeping-queries.ts';

/** What may not be removed, for which incident. */
export function HoldsSection() {
  const { t } = useTranslation();
  const format = useFormat();
  const byName = useByName();
  const nameOf = useTenantName();
  const may = useMay();
  const holds = useQuery(holdsQuery);
  const [placing, setPlacing] = useState(false);
  const [releasing, setReleasing] = useState<Hold>();
  return (
    <Panel id="holds" title={t('keeping.holds')} aside={t('keeping.holdsText')} flush>
      <Answer of={holds} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t('keeping.holdsEmpty')} />
          ) : (
            <ul className="bw-lines">
              {rows.map((hold) => (
                <li key={hold.id} className="bw-setting-line">
                  <span>
                    <span className="strong">
                      <Raw text={hold.incident} />
                    </span>{' '}
                    · {nameOf(hold.tenant, hold.tenantName)}
                    <div className="dim">
                      <Raw text={hold.reason} max={300} />
                    </div>
                  </span>
                  <span className="dim">
                    {format.day(hold.from)} – {format.day(hold.to)}
                    <div>
                      {hold.released
                        ? t('keeping.holdReleased', { name: byName(hold.released.by), reason: hold.released.reason })
                        : `${t('keeping.holdCovers', {
                            events: format.number(hold.events),
                            alerts: format.number(hold.alerts),
                          })} · ${t('keeping.holdBy', { name: byName(hold.createdBy) })}`}
                    </div>
                  </span>
                  {!hold.released && may('holds:write') && (
                    <Button
                      onClick={() => setReleasing(hold)}
                      aria-label={t('keeping.holdReleaseOf', { incident: hold.incident })}
                    >
                      {t('keeping.holdRelease')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {may('holds:write') && (
        <div className="bw-inline-form">
          <Button variant="filled" onClick={() => setPlacing(true)}>
            {t('keeping.holdAdd')}
          </Button>
        </div>
      )}
      {placing && <HoldForm onClose={() => setPlacing(false)} />}
      {releasing && <Release hold={releasing} onClose={() => setReleasing(undefined)} />}
    </Panel>
  );
}

function Release({ hold, onClose }: { hold: Hold; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [reason, setReason] = useState('');
  const release = useMutation({
    mutationFn: () => post<Hold>(`/api/v1/holds/${encodeURIComponent(hold.id)}/release`, { reason: reason.trim() }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: holdsQuery.queryKey });
    },
  });
  return (
    <Confirm
      title={t('keeping.holdReleaseOf', { incident: hold.incident })}
      submit={t('keeping.holdRelease')}
      busy={release.isPending}
      onSubmit={() => release.mutate()}
      onClose={onClose}
    >
      <p>{t('keeping.holdReleaseText')}</p>
      <TextInput
        label={t('keeping.holdReleaseReason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={500}
        error={release.error && problemText(release.error)}
      />
    </Confirm>
  );
}
