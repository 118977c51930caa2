import { type Command, UsageError } from '../../core/command.ts';
import { checkRuleFiles } from '../offline/check-rule-files.ts';
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
    const verdicts = checkRuleFiles(paths);
    writeOut(verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join(''));
    return verdicts.every(({ ok }) => ok) ? 0 : 1;
  },
};
