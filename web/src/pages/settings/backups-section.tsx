import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backup, Backups } from '../../../../src/api/schema/keeping.ts';
import { download, post, remove } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { formatBytes } from '../../parts/bytes.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { CopyLine } from '../../parts/copy.tsx';
import { Empty } from '../../parts/empty.tsx';
import { IconDownload } from '../../parts/icons.ts';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Ago } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.tsx';
import { BackupSchedule } from './backup-schedule.tsx';
import { backupsQuery } from './keeping-queries.ts';

/** Backups: make one, see that they are whole, take one along, how to restore. */
export function BackupsSection() {
  const { t } = useTranslation();
  const backups = useQuery(backupsQuery);
  return (
    <>
      <Panel id="backups" title={t('keeping.backups')} aside={t('keeping.backupsText')} flush>
        <Answer of={backups} rows={4}>
          {(data) => <List backups={data} />}
        </Answer>
      </Panel>
      <BackupSchedule />
    </>
  );
}

function List({ backups }: { backups: Backups }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [removing, setRemoving] = useState<Backup>();
  const renew = () => client.invalidateQueries({ queryKey: backupsQuery.queryKey });
  const make = useMutation({
    mutationFn: () => {
      // It goes on as long as it takes; the list tells how far it is.
      setTimeout(() => void renew(), 300);
      return post<Backup>('/api/v1/backups');
    },
    onSuccess: ({ name }) => toast({ title: t('keeping.backupMade', { name }), brief: true }),
    onSettled: renew,
  });
  const take = useMutation({
    mutationFn: (name: string) => download(`/api/v1/backups/${encodeURIComponent(name)}`, name),
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  const { running, last, nextAt, items } = backups;
  return (
    <>
      {items.length === 0 ? (
        <Empty title={t('keeping.backupsEmpty')} command="./belwacht backup belwacht.backup" />
      ) : (
        <ul className="bw-lines">
          {items.map((one) => (
            <li key={one.name} className="bw-setting-line">
              <span>
                <span className="strong">{format.exact(one.createdAt)}</span>
                <div className="dim">
                  {one.name} · {t(`keeping.reason_${one.reason}`)}
                  {one.encrypted && ` · ${t('keeping.encrypted')}`}
                </div>
              </span>
              <span className="dim">
                <Mark tone={one.verified ? 'green' : 'amber'} quiet>
                  {one.verified ? t('keeping.verified') : t('keeping.notVerified')}
                </Mark>
                <div>
                  {formatBytes(format.language, one.bytes)} · {t('keeping.rows', { count: one.rows })}
                </div>
              </span>
              <span className="row">
                {may('data:export') && (
                  <Button
                    onClick={() => take.mutate(one.name)}
                    aria-label={t('keeping.backupDownload', { name: one.name })}
                    title={t('keeping.backupDownload', { name: one.name })}
                    loading={take.isPending && take.variables === one.name}
                  >
                    <IconDownload size={15} />
                  </Button>
                )}
                {may('backup:make') && (
                  <Button onClick={() => setRemoving(one)} aria-label={t('keeping.backupRemove', { name: one.name })}>
                    {t('common.remove')}
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className="bw-inline-form">
        {may('backup:make') && (
          <Button variant="filled" onClick={() => make.mutate()} loading={make.isPending || running !== null}>
            {t('keeping.backupNow')}
          </Button>
        )}
        {running && (
          <span role="status">
            {t('keeping.backupRunning', { table: running.table, rows: format.number(running.rows) })}
          </span>
        )}
        {last && !last.ok && <Mark tone="red">{t('keeping.lastBackupFailed', { error: last.error })}</Mark>}
        {nextAt && (
          <span className="dim">
            {t('keeping.nextBackup')} <Ago at={nextAt} />
          </span>
        )}
        {make.error && <p className="red">{problemText(make.error)}</p>}
      </div>
      <div className="bw-inline-form">
        <div className="stack tight grow">
          <span className="dim">{t('keeping.directory', { path: backups.directory })}</span>
          <span>{t('keeping.restoreText')}</span>
          <CopyLine text={`./belwacht restore ${backups.directory}/${items[0]?.name ?? 'NAME'}`} />
        </div>
      </div>
      {removing && <RemoveBackup backup={removing} onClose={() => setRemoving(undefined)} />}
    </>
  );
}

function RemoveBackup({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const drop = useMutation({
    mutationFn: () => remove(`/api/v1/backups/${encodeURIComponent(backup.name)}`),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: backupsQuery.queryKey });
    },
  });
  return (
    <Confirm
      title={t('keeping.backupRemove', { name: backup.name })}
      submit={t('keeping.backupRemove', { name: backup.name })}
      busy={drop.isPending}
      onSubmit={() => drop.mutate()}
      onClose={onClose}
    >
      <p>{t('keeping.backupRemoveText')}</p>
      {drop.error && <p className="red">{problemText(drop.error)}</p>}
    </Confirm>
  );
}
