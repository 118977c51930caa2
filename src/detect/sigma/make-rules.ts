import type { EventKey } from '../../core/event.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import type { Rule } from '../rule.ts';
import { type RuleDocument, readDocument } from './document.ts';
import { asksAbout } from './node.ts';
import { makeOutput } from './output.ts';
import type { Output, Plan } from './plan.ts';
import { Refusal, refuse } from './refusal.ts';

/** A rule file: its name without extension, and its text. */
export interface RuleFile {
  readonly id: string;
  readonly text: string;
}

const deepestChain = 8;

/** The documents of a file as plain values; throws Refusal. */
type ReadDocuments = (text: string) => readonly Record<string, unknown>[];

/**
 * Makes rules of files that may refer to each other's rules by `name` or `id`, whatever form they are written in. Results stand
 * in the order of the files.
 */
export function makeRules(files: readonly RuleFile[], readDocuments: ReadDocuments): readonly Result<Rule, string>[] {
  const read = files.map((file) => attempt(() => readDocuments(file.text).map((map) => readDocument(file.id, map))));
  const documents = read.flatMap((result) => (result.ok ? result.value : []));
  const library = new Library(documents);
  return files.map((file, index) => {
    const result = read[index];
    return result.ok ? attempt(() => makeRule(file, result.value, library)) : result;
  });
}

function attempt<T>(work: () => T): Result<T, string> {
  try {
    return ok(work());
  } catch (error) {
    if (error instanceof Refusal) return refused(error.message);
    throw error;
  }
}

/** All documents at hand, found by name or id, with their plans built once. */
class Library {
  /** By name and by id. */
  readonly #documents = new Map<string, RuleDocument[]>();
  /** What refers to a document, as far as that is known. */
  readonly #referrers = new Map<RuleDocument, Set<RuleDocument>>();
  readonly #plans = new Map<RuleDocument, Plan>();

  constructor(documents: readonly RuleDocument[]) {
    for (const document of documents) {
      for (const key of new Set([document.name, document.id])) {
        const same = this.#documents.get(key);
        if (same) same.push(document);
        else this.#documents.set(key, [document]);
      }
    }
    for (const document of documents) this.#noteRefs(document);
  }

  /** References to what is not there count for nothing here. */
  #noteRefs(document: RuleDocument): void {
    for (const ref of document.correlation?.refs ?? []) {
      const found = attempt(() => this.find(ref, document.file));
      if (!found.ok) continue;
      const referrers = this.#referrers.get(found.value);
      if (referrers) referrers.add(document);
      else this.#referrers.set(found.value, new Set([document]));
    }
  }

  /** The document a correlation of `file` means: one of its own file before one of another. */
  find(ref: string, file: string): RuleDocument {
    const found = this.#documents.get(ref) ?? [];
    const own = found.filter((document) => document.file === file);
    const matches = own.length > 0 ? own : found;
    if (matches.length === 0)
      refuse(`correlation: refers to "${ref}", which is not in this file nor in the others given`);
    if (matches.length > 1) refuse(`correlation: "${ref}" names more than one rule`);
    return matches[0];
  }

  plan(document: RuleDocument, depth = 0): Plan {
    if (depth > deepestChain)
      refuse(`correlation: a chain of more than ${deepestChain} correlations, or one that refers to itself`);
    let plan = this.#plans.get(document);
    if (!plan) {
      const { correlation, node } = document;
      const label = document.name || document.id || document.title;
      plan = correlation
        ? correlation.build(
            label,
            correlation.refs.map((ref) => this.plan(this.find(ref, document.file), depth + 1)),
          )
        : { kind: 'base', label, node: node! };
      this.#plans.set(document, plan);
    }
    return plan;
  }

  /** The correlations that refer to a document. */
  referrers(document: RuleDocument): ReadonlySet<RuleDocument> {
    return this.#referrers.get(document) ?? new Set();
  }
}

function makeRule(file: RuleFile, documents: readonly RuleDocument[], library: Library): Rule {
  for (const document of documents) library.plan(document);
  const tops = documents.filter((document) => library.referrers(document).size === 0);
  if (tops.length > 1)
    refuse(
      `${tops.length} rules stand on their own ("${tops[0].title}", "${tops[1].title}" …): put each in a file of its own`,
    );
  const main = tops[0] ?? documents[documents.length - 1];
  const misplaced = documents.find((document) => document !== main && document.extended);
  if (misplaced) refuse(`belwacht: belongs in the rule that alerts, "${misplaced.title}" is only built upon`);
  const outputs: Output[] = [];
  for (const document of documents) {
    const generated = [...library.referrers(document)].some((referrer) => referrer.correlation!.generate);
    if (document === tops[0] || generated) outputs.push(makeOutput(document, library.plan(document)));
  }
  const { extension } = main;
  return {
    id: file.id,
    title: extension.title ?? { nl: main.title, en: main.title },
    description: extension.description ?? { nl: main.description, en: main.description },
    severity: main.severity,
    tags: main.tags,
    mode: extension.mode,
    response: extension.response,
    source: file.text,
    needsOriginal: outputs.some((output) => reads(output, 'original')),
    needsCallId: outputs.some((output) => reads(output, 'sipCallId')),
    outputs,
  };
}

/** Whether what an output says or asks depends on a field. */
function reads({ plan, groupKeys }: Output, key: EventKey): boolean {
  return groupKeys.includes(key) || planReads(plan, key);
}

function planReads(plan: Plan, key: EventKey): boolean {
  if (plan.kind === 'base') return asksAbout(plan.node, key);
  return (
    plan.inputs.some((input) => planReads(input, key)) ||
    [...plan.groupKeys, ...plan.valueKeys].some((keys) => keys.includes(key))
  );
}
