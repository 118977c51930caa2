import type { Container, Content, Entry } from './content.ts';

/** Ends closer together than this are the same end: what is read back is in whole seconds. */
const toleranceMs = 2500;

/** Elements in one statement. */
const piece = 5000;

export interface ContentChange {
  readonly statements: readonly string[];
  /** Elements put in or taken out. */
  readonly elements: number;
  /** Chains, rules or containers change, not elements alone. */
  readonly structure: boolean;
}

/**
 * Statements that turn one content into another within a transaction: what is new first, then the rules, then the elements,
 * and last what nothing refers to any more. `now` in ms.
 */
export function contentChange(own: string, before: Content, after: Content, now: number): ContentChange {
  const made: string[] = [];
  const rules: string[] = [];
  const elements: string[] = [];
  let count = 0;
  for (const [name, container] of after.containers) {
    const old = before.containers.get(name);
    if (!old) made.push(`add ${container.kind} ${own} ${name} { ${container.spec} }`);
    if (!container.entries) continue;
    const { gone, come } = entryChanges(old?.entries ?? new Map(), container.entries, now);
    count += gone.length + come.length;
    elements.push(...inPieces(`delete element ${own} ${name}`, gone), ...inPieces(`add element ${own} ${name}`, come));
  }
  for (const [name, { hook, rules: wanted }] of after.chains) {
    const old = before.chains.get(name);
    if (old && old.hook === hook && sameRules(old.rules, wanted)) continue;
    if (old) rules.push(`flush chain ${own} ${name}`);
    else made.push(`add chain ${own} ${name}${hook === '' ? '' : ` { ${hook} }`}`);
    rules.push(...wanted.map((rule) => `add rule ${own} ${name} ${rule}`));
  }
  const chains = [...before.chains.keys()].filter((name) => !after.chains.has(name));
  const containers = [...before.containers].filter(([name]) => !after.containers.has(name));
  const removed = removeContent(
    own,
    chains,
    containers.map(([name, { kind }]) => ({ name, kind })),
  );
  return {
    statements: [...made, ...rules, ...elements, ...removed],
    elements: count,
    structure: made.length + rules.length + removed.length > 0,
  };
}

/** Takes chains and containers out of a table. Each lets go of the others first. */
export function removeContent(
  own: string,
  chains: readonly string[],
  containers: readonly { readonly name: string; readonly kind: Container['kind'] }[],
): readonly string[] {
  return [
    ...chains.map((name) => `flush chain ${own} ${name}`),
    ...containers.filter(({ kind }) => kind === 'map').map(({ name }) => `flush map ${own} ${name}`),
    ...chains.map((name) => `delete chain ${own} ${name}`),
    ...containers.map(({ name, kind }) => `delete ${kind} ${own} ${name}`),
  ];
}

/** Keys to take out and elements to put in. What has ended is no concern: the kernel takes it out itself. */
export function entryChanges(
  before: ReadonlyMap<string, Entry>,
  after: ReadonlyMap<string, Entry>,
  now: number,
): { readonly gone: readonly string[]; readonly come: readonly string[] } {
  const gone: string[] = [];
  const come: string[] = [];
  for (const [key, { until }] of before) if (!after.has(key) && until > now) gone.push(key);
  for (const [key, entry] of after) {
    const old = before.get(key);
    const there = old !== undefined && old.until > now;
    if (there && old.value === entry.value && sameEnd(old.until, entry.until)) continue;
    if (entry.until <= now) {
      if (there) gone.push(key);
      continue;
    }
    if (there) gone.push(key);
    come.push(elementText(key, entry, now));
  }
  return { gone, come };
}

function sameEnd(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= toleranceMs;
}

function elementText(key: string, { value, until }: Entry, now: number): string {
  const timed = until === Number.POSITIVE_INFINITY ? key : `${key} timeout ${timeout(Math.ceil(until - now))}`;
  return value === '' ? timed : `${timed} : ${value}`;
}

/** Milliseconds as nft reads them: its numbers before a unit are small. */
function timeout(ms: number): string {
  return `${Math.floor(ms / 1000)}s${ms % 1000}ms`;
}

function sameRules(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((rule, i) => rule === b[i]);
}

function inPieces(statement: string, elements: readonly string[]): readonly string[] {
  const statements: string[] = [];
  for (let from = 0; from < elements.length; from += piece)
    statements.push(`${statement} { ${elements.slice(from, from + piece).join(', ')} }`);
  return statements;
}
