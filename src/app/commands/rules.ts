import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Command, UsageError } from '../../core/command.ts';
import { loadRules } from '../../detect/sigma/load.ts';
import { writeOut } from '../offline/write-out.ts';

export const rules: Command = {
  name: 'rules',
  summary: 'check rule files: rules check PATH…',
  usage: `Usage: ./belwacht rules check PATH…

Each PATH is a rule file or a directory (read with its folders; *.test.yaml are test cases and left out). Writes one JSON
object a line: {"file":…,"ok":true|false,"reason":…}. Exit 1 when any is refused. Rules given together may refer to each other.`,
  options: {},
  async run(_values, words) {
    const [act, ...paths] = words;
    if (act !== 'check' || !paths.length) throw new UsageError('say ./belwacht rules check PATH…');
    const files = paths.flatMap(filesOf);
    const texts = files.map((file) => read(file));
    const readable = files.flatMap((file, i) =>
      'text' in texts[i] ? [{ file, id: basename(file).replace(/\.ya?ml$/, ''), text: texts[i].text }] : [],
    );
    const results = new Map(loadRules(readable).map((result, i) => [readable[i].file, result]));
    let refused = 0;
    files.forEach((file, i) => {
      const text = texts[i];
      const result = results.get(file);
      const reason = 'error' in text ? text.error : result?.ok ? '' : (result?.reason ?? '');
      const ok = reason === '';
      if (!ok) refused++;
      writeOut(`${JSON.stringify({ file, ok, reason })}\n`);
    });
    return refused ? 1 : 0;
  },
};

function filesOf(path: string): string[] {
  let directory = false;
  try {
    directory = statSync(path).isDirectory();
  } catch {
    return [path];
  }
  if (!directory) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name) && !/\.test\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(path, name));
}

function read(file: string): { readonly text: string } | { readonly error: string } {
  try {
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { error: `cannot be read: ${(error as Error).message}` };
  }
}
