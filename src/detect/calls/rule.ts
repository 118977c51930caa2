import { parse } from 'yaml';
import { type StopReach, type StopScope, stopReaches, stopScopes } from '../../core/calls/call-stop.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import { type Severity, severities } from '../../core/severity.ts';
import type { Text } from '../../core/text.ts';
import { type CallDetectorName, detectorFigures } from './detector-names.ts';

/** What a rule may be adjusted by, per customer too. */
export interface CallFigure {
  readonly default: number;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly about: Text;
}

/** What a rule wants done. */
export type CallResponse =
  | { readonly action: 'alert' }
  | { readonly action: 'stop'; readonly scope: StopScope; readonly reach: StopReach; readonly durationS: number };

/** A rule about calls: texts, figures and response as data; what it looks at is the detector's of that name. */
export interface CallRule {
  /** File name without extension. */
  readonly id: string;
  readonly title: Text;
  readonly about: Text;
  readonly detector: CallDetectorName;
  readonly level: Severity;
  readonly response: CallResponse;
  readonly figures: Readonly<Record<string, CallFigure>>;
}

type Fields = Readonly<Record<string, unknown>>;

class Refusal extends Error {}

/** Reads a rule file of rules/calls; refuses what is not exactly a rule, with the file and the reason. */
export function readCallRule(text: string, id: string): Result<CallRule> {
  try {
    const fields = record(parse(text, { maxAliasCount: 0 }), 'the file');
    only(fields, ['title', 'about', 'detector', 'level', 'response', 'figures'], 'the file');
    const detector = fields.detector as CallDetectorName;
    const known: readonly string[] | undefined = Object.hasOwn(detectorFigures, String(detector))
      ? detectorFigures[detector]
      : undefined;
    if (!known) throw new Refusal(`there is no detector ${String(detector)}`);
    if (!severities.includes(fields.level as Severity)) throw new Refusal(`level is none of ${severities.join(', ')}`);
    const figures = readFigures(record(fields.figures ?? {}, 'figures'));
    for (const name of known) if (!Object.hasOwn(figures, name)) throw new Refusal(`figure ${name} is missing`);
    for (const name of Object.keys(figures))
      if (!known.includes(name)) throw new Refusal(`detector ${detector} has no figure ${name}`);
    return ok({
      ...{ id, title: texts(fields.title, 'title'), about: texts(fields.about, 'about'), detector, figures },
      ...{ level: fields.level as Severity, response: readResponse(record(fields.response, 'response')) },
    });
  } catch (error) {
    return refused(`${id}: ${(error as Error).message}`);
  }
}

function readResponse(fields: Fields): CallResponse {
  if (fields.action === 'alert') {
    only(fields, ['action'], 'response');
    return { action: 'alert' };
  }
  if (fields.action !== 'stop') throw new Refusal('response.action is neither alert nor stop');
  only(fields, ['action', 'scope', 'reach', 'duration_s'], 'response');
  const { scope, reach, duration_s: durationS } = fields;
  if (!stopScopes.includes(scope as StopScope)) throw new Refusal(`response.scope is none of ${stopScopes.join(', ')}`);
  if (!stopReaches.includes(reach as StopReach))
    throw new Refusal(`response.reach is none of ${stopReaches.join(', ')}`);
  if (!(Number.isInteger(durationS) && Number(durationS) >= 60 && Number(durationS) <= 31 * 86_400))
    throw new Refusal('response.duration_s is no whole number from 60 to 2678400');
  return { action: 'stop', scope: scope as StopScope, reach: reach as StopReach, durationS: Number(durationS) };
}

function readFigures(fields: Fields): Record<string, CallFigure> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Refusal(`figure ${name} is no name`);
      const own = record(value, `figure ${name}`);
      only(own, ['default', 'unit', 'min', 'max', 'about'], `figure ${name}`);
      const [standard, min, max] = [own.default, own.min, own.max].map((each) => {
        if (typeof each !== 'number' || !Number.isFinite(each))
          throw new Refusal(`figure ${name} needs numbers as default, min and max`);
        return each;
      }) as [number, number, number];
      if (standard < min || standard > max) throw new Refusal(`figure ${name} is outside its own bounds`);
      if (typeof own.unit !== 'string' || own.unit === '') throw new Refusal(`figure ${name} has no unit`);
      return [name, { default: standard, unit: own.unit, min, max, about: texts(own.about, `figure ${name}.about`) }];
    }),
  );
}

function record(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal(`${where} is no mapping`);
  return value as Fields;
}

function only(fields: Fields, names: readonly string[], where: string): void {
  for (const name of Object.keys(fields))
    if (!names.includes(name)) throw new Refusal(`${where} has the unknown key ${name}`);
}

function texts(value: unknown, where: string): Text {
  const fields = record(value, where);
  only(fields, ['en', 'nl'], where);
  const [en, nl] = [fields.en, fields.nl].map((each) => {
    if (typeof each !== 'string' || each.trim() === '') throw new Refusal(`${where} needs a text in en and in nl`);
    return each.trim();
  }) as [string, string];
  return { en, nl };
}
