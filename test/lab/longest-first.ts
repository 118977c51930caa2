import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, longest first: begun last, each would be waited for alone. */
const longest = [
  ...['measures', 'geo-api', 'phone-escalation', 'spine', 'durability', 'browser/first-run', 'browser/people', 'fuzz'],
  ...['browser/incidents', 'playbook-crash', 'isolation', 'geo-kernel', 'on-call-crash', 'browser/geo-policies'],
  ...['backup', 'adversary', 'redirect', 'measures-pbx', 'browser/calls', 'browser/incident-story', 'calls'],
  ...['browser/geo-map', 'channels-mail-in', 'tls', 'cli-calls', 'deploy', 'redirect-guard'],
].map((name) => `/test/${name}.test.ts`);

/** The order in which test files are run, the same on every machine. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((name) => moduleId.endsWith(name));
      return found < 0 ? longest.length : found;
    };
    return sorted
      .map((file, index) => ({ file, index }))
      .sort((a, b) => place(a.file) - place(b.file) || a.index - b.index)
      .map(({ file }) => file);
  }
}
