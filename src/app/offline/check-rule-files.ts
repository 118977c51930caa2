import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Result } from '../../core/result.ts';
import { readCallRule } from '../../detect/calls/rule.ts';
import type { Rule } from '../../detect/rule.ts';
import { loadRules } from '../../detect/sigma/load.ts';

/** What is to be said of one rule file. */
export interface Verdict {
  readonly file: string;
  readonly ok: boolean;
  /** Why it is refused; '' when it is not. */
  readonly reason: string;
}

interface Readable {
  readonly file: string;
  readonly text: string;
}

/** A rule is never longer; the loader has the last word on what is under it. */
const longest = 1_048_576;

/** Checks rule files and directories with their folders, all together, so that they may refer to each other. Never throws. */
export function checkRuleFiles(paths: readonly string[]): Verdict[] {
  const found = [...new Set(paths)].flatMap(filesOf);
  const readable = found.flatMap((each) => ('text' in each ? [each] : []));
  const logs = readable.filter(({ file }) => !isAboutCalls(file));
  const results = new Map<string, Result<unknown, string>>(load(logs).map((result, i) => [logs[i].file, result]));
  for (const { file, text } of readable)
    if (isAboutCalls(file)) results.set(file, readCallRule(text, basename(file).replace(/\.ya?ml$/, '')));
  return found.map((each) => {
    if ('reason' in each) return each;
    const result = results.get(each.file)!;
    return { file: each.file, ok: result.ok, reason: result.ok ? '' : result.reason };
  });
}

/** Rules about calls lie in a folder of that name and are read otherwise. */
function isAboutCalls(file: string): boolean {
  return basename(dirname(resolve(file))) === 'calls';
}

/** Files of one folder may bear the names of those of another, so each goes by its path. */
function load(files: readonly Readable[]): readonly Result<Rule, string>[] {
  try {
    return loadRules(files.map(({ file, text }) => ({ id: file, text })));
  } catch (error) {
    if (files.length > 1) return files.flatMap((file) => load([file]));
    return [{ ok: false, reason: `cannot be checked: ${(error as Error).message}` }];
  }
}

function filesOf(path: string): (Readable | Verdict)[] {
  const refuse = (reason: string): Verdict[] => [{ file: path, ok: false, reason }];
  try {
    const stat = statSync(path);
    if (!stat.isDirectory()) {
      if (!stat.isFile()) return refuse('is no file');
      return stat.size > longest ? refuse('is too long for a rule') : [read(path)];
    }
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.ya?ml$/.test(name) && !/\.test\.ya?ml$/.test(name))
      .sort();
    return names.length ? names.flatMap((name) => filesOf(join(path, name))) : refuse('holds no rule (*.yaml, *.yml)');
  } catch (error) {
    return refuse(sentenceOf(error as NodeJS.ErrnoException));
  }
}

function read(file: string): Readable | Verdict {
  const bytes = readFileSync(file);
  try {
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { file, ok: false, reason: 'is not UTF-8 text' };
  }
}

function sentenceOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES') return 'may not be read by this user';
  return `cannot be read: ${message}`;
}
