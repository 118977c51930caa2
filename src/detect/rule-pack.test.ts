import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Alert } from '../core/alert.ts';
import { Event } from '../core/event.ts';
import { LineReader } from '../ingest/detect-format.ts';
import { createZone } from '../ingest/line/zone.ts';
import { Engine } from './engine.ts';
import type { Rule } from './rule.ts';
import { loadRule } from './sigma/load.ts';
import { type Case, caseStart, expandRuns, type LineRun } from './testing/cases.ts';

/**
 * The packaged rules against their cases: `rules/<id>.test.yaml` runs its rule alone, `rules/normal-life.test.yaml` and other
 * files without a rule of their name run all rules together.
 */
const directory = new URL('../../rules/', import.meta.url);
const names = readdirSync(directory).filter((name) => name.endsWith('.yaml'));
const ruleIds = names.filter((name) => !name.endsWith('.test.yaml')).map((name) => name.slice(0, -5));
const testIds = names.filter((name) => name.endsWith('.test.yaml')).map((name) => name.slice(0, -10));

function text(name: string): string {
  return readFileSync(new URL(name, directory), 'utf8');
}

const rules = new Map(
  ruleIds.map((id): [string, Rule] => {
    const result = loadRule(text(`${id}.yaml`), id);
    if (!result.ok) throw new Error(`${id}: ${result.reason}`);
    return [id, result.value];
  }),
);

function casesOf(id: string): readonly Case[] {
  return (parse(text(`${id}.test.yaml`)) as { cases: readonly Case[] }).cases;
}

function readLines({ format, text: lines }: LineRun): Event[] {
  const reader = new LineReader(format, { zone: createZone('UTC'), year: 2026, receivedAt: caseStart });
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const bytes = Buffer.from(line);
      const event = new Event();
      const reading = reader.read(bytes, 0, bytes.length, event);
      if (reading !== 'recognised') throw new Error(`the line is ${reading}: ${line}`);
      return event;
    });
}

function play(chosen: readonly Rule[], each: Case): Alert[] {
  const alerts = new Map<string, Alert>();
  const engine = new Engine(chosen, {}, ({ alert }) => alerts.set(alert.id, alert));
  const start = each.start ? Date.parse(each.start) : caseStart;
  for (const event of each.lines ? readLines(each.lines) : []) engine.push(event);
  for (const event of expandRuns(each.events ?? [], start)) engine.push(event);
  engine.flush();
  return [...alerts.values()];
}

for (const id of testIds) {
  describe(`rules/${id}`, () => {
    const rule = rules.get(id);
    const cases = casesOf(id);
    for (const each of cases) {
      it(each.name, () => {
        const alerts = play(rule ? [rule] : [...rules.values()], each);
        const seen = alerts.map(({ rule: from, group, count, severity, response }) => ({
          rule: from,
          group,
          count,
          severity,
          action: response.action,
        }));
        expect(seen).toHaveLength(each.expect.length);
        for (const expected of each.expect) expect(seen).toContainEqual(expect.objectContaining(expected));
        for (const { sentence } of alerts) {
          expect(sentence.nl).not.toMatch(/[{}]/);
          expect(sentence.en).not.toMatch(/[{}]/);
        }
      });
    }
    if (rule) {
      it('has a case that fires and one that stays silent', () => {
        expect(cases.some((each) => each.expect.length > 0)).toBe(true);
        expect(cases.some((each) => each.expect.length === 0)).toBe(true);
      });
    }
  });
}

describe('the rule pack', () => {
  it('has cases for every rule', () => {
    expect(ruleIds.filter((id) => !testIds.includes(id))).toEqual([]);
    expect(ruleIds.length).toBeGreaterThan(20);
  });

  it('speaks both languages and says what it does', () => {
    for (const rule of rules.values()) {
      expect(rule.title.nl, rule.id).not.toBe(rule.title.en);
      expect(rule.description.nl, rule.id).not.toBe('');
      expect(rule.outputs, rule.id).toHaveLength(1);
      expect(rule.outputs[0].sentence.nl, rule.id).not.toBe(rule.outputs[0].sentence.en);
    }
  });
});
