import type { PlaybookFault } from '../../../core/playbook/fault.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import { ok, type Result, refused } from '../../../core/result.ts';
import type { Text } from '../../../core/text.ts';
import { playbookShape } from './playbook-shape.ts';
import { readJson } from './read-json.ts';
import { Spot } from './spot.ts';

const mostBytes = 1_048_576;

/**
 * Reads a playbook of CACAO Security Playbooks 2.0 (OASIS): JSON text of up to 1 MiB, or a value that came from JSON. What is
 * accepted has the shape of a playbook: every property known and of its type, ids and times well formed. Whether its steps hang
 * together is for `checkPlaybook`. Refuses with all faults, those of shape first. Never throws, and changes nothing.
 */
export function readPlaybook(input: unknown): Result<Playbook, readonly PlaybookFault[]> {
  const text = typeof input === 'string' ? input : written(input);
  if (text === undefined) return refused([whole('this is no JSON value', 'dit is geen JSON-waarde')]);
  if (text.length > mostBytes || new TextEncoder().encode(text).length > mostBytes)
    return refused([whole('it is larger than 1 MiB', 'het is groter dan 1 MiB')]);
  const json = readJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  if (!json.ok) return refused([{ ...whole('', ''), sentence: json.reason }]);
  const faults: PlaybookFault[] = [];
  playbookShape(json.value, new Spot(faults));
  const grave = faults.filter(({ weight }) => weight === 'shape');
  // Lists that are empty and the like are told by `checkPlaybook`, so that a draft with them can be read.
  return grave.length > 0 ? refused(grave) : ok(json.value as unknown as Playbook);
}

/** Faults of shape that an editor can mend: lists without anything in them, parameters that are missing. */
export function shapeFlaws(playbook: Playbook): readonly PlaybookFault[] {
  const faults: PlaybookFault[] = [];
  playbookShape(playbook, new Spot(faults));
  return faults;
}

function written(input: unknown): string | undefined {
  try {
    return JSON.stringify(input);
  } catch {
    return undefined;
  }
}

function whole(en: string, nl: string): PlaybookFault {
  const sentence: Text = { en, nl };
  return { step: '', stepName: '', path: '', sentence, weight: 'shape' };
}
