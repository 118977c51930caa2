import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** What the documents point to exists. */
const root = fileURLToPath(new URL('..', import.meta.url));
const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

/** Links of a document to other files, without their anchors. */
function linksOf(path: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map(([, target]) => target)
    .filter((target) => !/^[a-z]+:/i.test(target))
    .map((target) => resolve(root, dirname(path), target));
}

test.each(documents)('%s links to what is there', (path) => {
  const text = readFileSync(join(root, path), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  expect(linksOf(path, text).filter((target) => !existsSync(target))).toEqual([]);
});

test('the links are looked for', () => {
  expect(linksOf('docs/x.md', 'a [b](../README.md) [c](none.md#d) [e](https://f.example)')).toEqual([
    join(root, 'README.md'),
    join(root, 'docs/none.md'),
  ]);
  expect(documents).toContain('docs/security.md');
});

describe('the threat model', () => {
  const text = readFileSync(join(root, 'docs/security.md'), 'utf8');
  const model = text.slice(text.indexOf('## Who attacks'), text.indexOf('## Reporting'));
  const attackers = model.split('\n### ').slice(1);

  test('knows who attacks', () => {
    const titles = attackers.map((part) => part.split('\n')[0]);
    for (const who of [
      'internet',
      'injection',
      'laptop',
      'customer',
      'engineer',
      'SBC',
      'backup',
      'database',
      'supply',
      'request forgery',
    ])
      expect(
        titles.some((title) => title.includes(who)),
        who,
      ).toBe(true);
  });

  test.each(attackers.map((part) => [part.split('\n')[0], part] as const))(
    '%s: each thing that stops them is proven by tests that exist',
    (_title, part) => {
      const points = part.split('\n- ').slice(1);
      expect(points.length).toBeGreaterThan(0);
      for (const point of points.filter((said) => !said.startsWith('*Left*'))) {
        const [, proof] = point.split('Proof: ');
        expect(proof, point).toBeDefined();
        const files = [...proof.matchAll(/`([^`]+)`/g)].map(([, file]) => file);
        expect(files.length, point).toBeGreaterThan(0);
        for (const file of files) {
          expect(file).toMatch(/\.test\.ts$|^scripts\/check-/);
          expect(existsSync(join(root, file)), file).toBe(true);
          // A file with that name that proves nothing would be worse than none.
          expect(readFileSync(join(root, file), 'utf8')).toMatch(/expect\(|process\.exit\(/);
        }
      }
    },
  );
});
