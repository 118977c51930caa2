import { readFileSync, statSync } from 'node:fs';
import type { GeoPolicy } from '../../../core/geo/geo-policy.ts';
import { emptyBook, type GeoBook } from '../../../core/geo/geo-policy.ts';
import { groupFaults } from '../../../core/geo/group-members.ts';
import { ok, type Result, refused } from '../../../core/result.ts';
import { checkPolicy } from '../../../decide/geo/check-policy.ts';
import { type PolicyFile, readPolicyFile } from './read-policy-file.ts';
import type { FileFault } from './yaml-source.ts';

/** What is to be said of one policy file. */
export interface FileVerdict {
  readonly file: string;
  readonly ok: boolean;
  /** Why it is refused, with line and column; '' when it is not. */
  readonly reason: string;
  /** To think about. */
  readonly notes: readonly string[];
}

/** A policy file that may be relied on. */
export interface CheckedFile {
  readonly file: PolicyFile;
  readonly book: GeoBook;
  readonly notes: readonly string[];
}

const mostBytes = 4 * 1_048_576;
const mostFaults = 10;

/**
 * Reads and checks the text of a policy file at `time` (ms UTC). Refuses with all faults. Exceptions that are over by then are no
 * fault of a file: they are noted.
 */
export function checkPolicyText(text: string, time: number): Result<CheckedFile, readonly FileFault[]> {
  const read = readPolicyFile(text);
  if (!read.ok) return read;
  const file = read.value;
  const policies: GeoPolicy[] = file.policies.map((policy) => ({ ...policy, version: 1, changedAt: 0, changedBy: '' }));
  const book: GeoBook = { ...emptyBook, policies, groups: file.groups };
  const faults: FileFault[] = [];
  const notes: string[] = [];
  for (const [i, group] of file.groups.entries())
    for (const sentence of groupFaults(
      group,
      file.groups.filter((_, other) => other !== i),
    ))
      faults.push({ field: `groups.${i}`, sentence, ...file.at(`groups.${i}`) });
  const seen = new Set<string>();
  for (const [i, policy] of policies.entries()) {
    const path = `policies.${i}`;
    if (seen.has(policy.id))
      faults.push({
        field: path,
        sentence: { en: `two policies are called ${policy.id}`, nl: `twee keer beleid met de naam ${policy.id}` },
        ...file.at(path),
      });
    seen.add(policy.id);
    const checked = checkPolicy(policy, { book, id: policy.id, time });
    for (const { field, sentence } of checked.faults)
      faults.push({ field: file.name(`${path}.${field}`), sentence, ...file.at(`${path}.${field}`) });
    notes.push(...checked.notes.map(({ en }) => (policies.length > 1 ? `${policy.name}: ${en}` : en)));
  }
  return faults.length > 0 ? refused(faults) : ok({ file, book, notes: [...new Set(notes)] });
}

/** Checks files at `time` (ms UTC). Never throws. */
export function checkPolicyFiles(paths: readonly string[], time: number): FileVerdict[] {
  return paths.map((file) => {
    const text = readPolicyText(file);
    if (!text.ok) return { file, ok: false, reason: `${file}: ${text.reason}`, notes: [] };
    const checked = checkPolicyText(text.value, time);
    if (checked.ok) return { file, ok: true, reason: '', notes: checked.value.notes };
    return { file, ok: false, reason: faultsText(file, checked.reason), notes: [] };
  });
}

/** `FILE:LINE:COLUMN: field: sentence` of each fault, up to ten. */
export function faultsText(file: string, faults: readonly FileFault[]): string {
  const told = faults
    .slice(0, mostFaults)
    .map(
      ({ line, column, field, sentence }) => `${file}:${line}:${column}: ${field ? `${field}: ` : ''}${sentence.en}`,
    );
  const rest = faults.length - told.length;
  return [...told, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}

/** The text of a file; a sentence when it is none, or too long to be a policy. */
export function readPolicyText(path: string): Result<string> {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return refused('is no file');
    if (stat.size > mostBytes) return refused('is too long for a policy');
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)));
  } catch (error) {
    const { code, name, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return refused('does not exist');
    if (code === 'EACCES') return refused('may not be read by this user');
    return refused(name === 'TypeError' ? 'is not UTF-8 text' : `cannot be read: ${message}`);
  }
}
