import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Text } from '../../../core/text.ts';
import {
  type Generation,
  type GenerationState,
  packagedGeneration,
  readGenerationState,
  stateFile,
} from '../../../enrich/enrichers/geo/generations.ts';
import { workPrefix } from './run-update.ts';

/** Data that wait for a person. */
export interface HeldData {
  readonly generation: Generation;
  readonly at: number;
  readonly origin: string;
  readonly reasons: readonly Text[];
  /** 0–1. */
  readonly changedShare: number;
  readonly samples: readonly { readonly address: string; readonly before: string; readonly after: string }[];
}

export interface LastTry {
  readonly at: number;
  readonly ok: boolean;
  readonly detail: Text;
}

export interface DataState extends GenerationState {
  readonly held: HeldData | null;
  readonly lastTry: LastTry | null;
}

const noState: DataState = { format: 1, current: packagedGeneration, previous: null, held: null, lastTry: null };

/** What is in force, was, and waits. A file that cannot be read counts as none: the packages are in force then. */
export function readState(directory: string): DataState {
  try {
    return { ...noState, ...readGenerationState(directory) };
  } catch {
    return noState;
  }
}

/** Puts a state in force, whole or not at all: a crash or a full disk leaves the one before. Throws errors of the disk. */
export function writeState(directory: string, state: DataState): void {
  const draft = join(directory, `${stateFile}.draft`);
  const file = openSync(draft, 'w', 0o600);
  try {
    const bytes = Buffer.from(JSON.stringify(state, null, 1));
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, join(directory, stateFile));
  const folder = openSync(directory, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Removes what updates that were cut off left behind, and data that nobody names any more. */
export function removeLeftovers(directory: string, { current, previous, held }: DataState): void {
  const kept = new Set([current.file, previous?.file, held?.generation.file]);
  for (const name of readdirSync(directory)) {
    const leftover = name.startsWith(workPrefix) || name === `${stateFile}.draft` || /^data-.*\.bin$/.test(name);
    if (leftover && !kept.has(name)) rmSync(join(directory, name), { recursive: true, force: true });
  }
}
