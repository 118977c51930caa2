import { queryOptions } from '@tanstack/react-query';
import type {
  BackupSettings,
  Backups,
  Hold,
  Retention,
  SealingKeys,
  System,
} from '../../../../src/api/schema/keeping.ts';
import { get, getVersioned } from '../../api/request.ts';

export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: ({ signal }) => getVersioned<Retention>('/api/v1/retention', signal),
});
export const holdsQuery = queryOptions({
  queryKey: ['holds'],
  queryFn: ({ signal }) => get<Hold[]>('/api/v1/holds', undefined, signal),
});
export const backupsQuery = queryOptions({
  queryKey: ['backups'],
  queryFn: ({ signal }) => get<Backups>('/api/v1/backups', undefined, signal),
  refetchInterval: ({ state }) => (state.data?.running ? 1000 : 30_000),
});
export const backupSettingsQuery = queryOptions({
  queryKey: ['backup-settings'],
  queryFn: ({ signal }) => getVersioned<BackupSettings>('/api/v1/backup-settings', signal),
});
export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => get<System>('/api/v1/system', undefined, signal),
  refetchInterval: 10_000,
});
export const keysQuery = queryOptions({
  queryKey: ['secrets'],
  queryFn: ({ signal }) => get<SealingKeys>('/api/v1/secrets', undefined, signal),
});
