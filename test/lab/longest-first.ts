import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, longest first: begun last, each would be waited for alone. */
const longest = [
  ...['fuzz', 'playbook-crash', 'measures', 'isolation', 'spine', 'phone-escalation', 'durability', 'geo-api'],
  ...['browser/incidents', 'calls', 'browser/first-run', 'browser/people', 'on-call-crash', 'adversary', 'redirect'],
  ...['measures-pbx', 'browser/playbooks', 'browser/calls', 'geo-kernel', 'browser/geo-map', 'channels-mail-in'],
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
