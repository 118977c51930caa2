import type { DatabasePart } from '../../../enrich/enrichers/geo/database.ts';
import type { UpdateForm, UpdateSettings } from './update-settings.ts';

/** Files of one part, fetched and unpacked, not yet read. */
export interface Fetched extends Pick<DatabasePart, 'origin' | 'key' | 'madeAt'> {
  readonly kind: 'country' | 'network';
  readonly format: 'csv' | 'mmdb';
  readonly files: readonly string[];
}

export interface FetchJob {
  readonly form: UpdateForm;
  readonly settings: UpdateSettings;
  /** Directory for files on the way, empty and ours. */
  readonly work: string;
}

/** Told what is done and how far it is, 0–1. */
export type UpdateProgress = (step: 'fetch' | 'read' | 'check' | 'write', share: number) => void;
