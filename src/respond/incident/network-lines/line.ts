import type { EntryReference, IncidentActor, IncidentEntryKind } from '../../../core/incident/timeline.ts';
import type { Text } from '../../../core/text.ts';
import type { NetworkLine } from '../network-acts.ts';

const own: IncidentActor = { id: 'system', name: 'Belwacht' };

/** A line about what the network did; what has an error in it is not for the customer. */
export function networkLine(
  key: string,
  kind: IncidentEntryKind,
  text: Text,
  about: EntryReference,
  { at, by = own, internal = false }: { readonly at: number; readonly by?: IncidentActor; readonly internal?: boolean },
): NetworkLine {
  return { kind, at, by, text, internal, about, key };
}

/** Something in both languages with an error of a machine behind it, when there is one. */
export function withError(text: Text, error: string): Text {
  return error === ''
    ? { nl: `${text.nl}.`, en: `${text.en}.` }
    : { nl: `${text.nl}: ${error}`, en: `${text.en}: ${error}` };
}
