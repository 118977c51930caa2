import { describe, expect, it } from 'vitest';
import { ContentDraft } from './content.ts';
import { contentChange } from './content-change.ts';

const now = 1_000_000;
const never = Number.POSITIVE_INFINITY;

function content(
  entries: Readonly<Record<string, { value?: string; until?: number }>>,
  rules: readonly string[] = ['accept'],
) {
  const draft = new ContentDraft();
  const into = draft.container('b_x', 'map', 'type classid : verdict;');
  for (const [key, { value = 'drop', until = never }] of Object.entries(entries))
    into.set(key, { value, until, meaning: undefined });
  draft.chain('c_x', rules);
  return draft;
}

describe('the change from one content to another', () => {
  it('is nothing for the same, also when what is left of a time differs by what reading it back rounds', () => {
    const before = content({ '2:1': {}, '2:2': { until: now + 60_000 } });
    const after = content({ '2:1': {}, '2:2': { until: now + 60_900 } });
    expect(contentChange('inet t', before, after, now)).toEqual({ statements: [], elements: 0, structure: false });
  });

  it('touches the elements that differ, and rules only when they do', () => {
    const before = content({ '2:1': {}, '2:2': {}, '2:3': { until: now - 1 } });
    const after = content({
      '2:1': {},
      '2:2': { value: 'return' },
      '2:4': { until: now + 1500 },
      '2:5': { until: now - 1 },
    });
    const { statements, structure } = contentChange('inet t', before, after, now);
    expect(statements).toEqual([
      'delete element inet t b_x { 2:2 }',
      'add element inet t b_x { 2:2 : return, 2:4 timeout 1s500ms : drop }',
    ]);
    expect(structure).toBe(false);
    expect(contentChange('inet t', before, content({ '2:1': {}, '2:2': {} }, ['drop']), now).statements).toEqual([
      'flush chain inet t c_x',
      'add rule inet t c_x drop',
    ]);
  });

  it('lets go of everything before it removes what others referred to', () => {
    const { statements } = contentChange('inet t', content({ '2:1': {} }), new ContentDraft(), now);
    expect(statements).toEqual([
      'flush chain inet t c_x',
      'flush map inet t b_x',
      'delete chain inet t c_x',
      'delete map inet t b_x',
    ]);
  });
});
