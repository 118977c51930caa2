import type { Text } from '../text.ts';
import { isCountry } from './countries.ts';
import type { GeoGroup } from './geo-policy.ts';
import { builtInGroup } from './groups.ts';
import { readSubject } from './read-subject.ts';
import type { GeoSubject } from './subject.ts';

const builtInMembers = new Map<string, readonly GeoSubject[]>();

/** What a group of this name consists of; undefined when there is no such group. What cannot be read is not among it: `groupFaults`. */
export function groupMembers(name: string, groups: readonly GeoGroup[]): readonly GeoSubject[] | undefined {
  const key = name.toLowerCase();
  const known = builtInMembers.get(key);
  if (known) return known;
  const builtIn = builtInGroup(key);
  if (builtIn) {
    const members = membersOf(builtIn.subjects);
    builtInMembers.set(key, members);
    return members;
  }
  const own = groups.find((group) => group.name === key);
  return own && membersOf(own.subjects);
}

function membersOf(subjects: readonly string[]): GeoSubject[] {
  return subjects.flatMap((text) => {
    const read = readSubject(text, []);
    return read.ok && read.value.kind !== 'group' ? [read.value] : [];
  });
}

/** What is wrong with a group that somebody made up, as sentences; `others` are the provider's other groups. */
export function groupFaults({ name, subjects }: GeoGroup, others: readonly GeoGroup[]): Text[] {
  const faults: Text[] = [];
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(name))
    faults.push({
      en: 'the name of a group has lower-case letters, digits and dashes only',
      nl: 'de naam van een groep heeft alleen kleine letters, cijfers en streepjes',
    });
  else if (builtInGroup(name) || isReserved(name))
    faults.push({ en: `the name ${name} is taken`, nl: `de naam ${name} is al bezet` });
  if (others.some((other) => other.name === name))
    faults.push({ en: `there are two groups ${name}`, nl: `er zijn twee groepen ${name}` });
  if (subjects.length === 0) faults.push({ en: `the group ${name} is empty`, nl: `de groep ${name} is leeg` });
  const all = [...others, { name, title: name, subjects: [] }];
  for (const text of subjects) {
    const read = readSubject(text, all);
    if (!read.ok) faults.push(read.reason);
    else if (read.value.kind === 'group')
      faults.push({
        en: `a group cannot contain another group: ${read.value.name}`,
        nl: `een groep kan geen andere groep bevatten: ${read.value.name}`,
      });
  }
  return faults;
}

/** Would be read as something else. */
function isReserved(name: string): boolean {
  return isCountry(name.toUpperCase()) || /^(any|unknown|hosting|home|uk|as\d+)$/.test(name);
}
