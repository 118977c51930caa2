import { UsageError } from '../../../core/command.ts';
import { visible } from '../../print.ts';
import type { GeoAct, GeoActs } from './act.ts';
import { askActs } from './ask-acts.ts';
import { attackActs } from './attack-acts.ts';
import { dataActs } from './data-acts.ts';
import { groupActs } from './group-acts.ts';
import { policyHistoryActs } from './history-acts.ts';
import { policyActs } from './policy-acts.ts';
import { reviewActs } from './review-acts.ts';

/** What can be asked of the running server, by topic. */
const topics: readonly (readonly [string, GeoActs])[] = [
  ['Of the running server', askActs],
  ['Policies', { ...policyActs, ...policyHistoryActs }],
  ['Own groups', groupActs],
  ['Under attack', attackActs],
  ['Country data', dataActs],
  ['Reviews', reviewActs],
];
const all: GeoActs = Object.assign({}, ...topics.map(([, acts]) => acts));

/** What a command line means, and the words that are left. */
export function findAct(words: readonly string[]): { readonly act: GeoAct; readonly rest: readonly string[] } {
  const [first = '', second] = words;
  for (const [name, taken] of [
    [`${first} ${second}`, 2],
    [first, 1],
  ] as const) {
    const act = Object.hasOwn(all, name) ? all[name] : undefined;
    if (!act) continue;
    const rest = words.slice(taken);
    const [least, most] = act.words;
    if (rest.length < least || rest.length > most) throw new UsageError(`say ${sayings(name)}`);
    return { act, rest };
  }
  throw new UsageError(`say ${sayings(first)}`);
}

/** Lines of help; `about`: only acts that begin with this word. */
export function geoHelp(about = ''): string {
  const parts = topics.map(([title, acts]) => {
    const told = Object.entries(acts).filter(
      ([name, act]) => act.about !== '' && (about === '' || begins(name, about)),
    );
    return told.length === 0 ? '' : [`${title}:`, ...told.flatMap(([name, act]) => lineOf(name, act))].join('\n');
  });
  return parts.filter(Boolean).join('\n');
}

const indent = 28;
const width = 118;

function lineOf(name: string, { takes, about }: GeoAct): string[] {
  const head = `  ${name} ${takes}`.trimEnd();
  const [first, ...more] = wrapped(about, width - indent);
  const rest = more.map((text) => ' '.repeat(indent) + text);
  return head.length < indent ? [head.padEnd(indent) + first, ...rest] : [head, ' '.repeat(indent) + first, ...rest];
}

function wrapped(text: string, room: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    if (lines[last].length + word.length + 1 > room) lines.push(word);
    else lines[last] = lines[last] === '' ? word : `${lines[last]} ${word}`;
  }
  return lines;
}

const begins = (name: string, word: string) => name === word || name.startsWith(`${word} `);

/** How to say what was meant, or where it stands. */
function sayings(meant: string): string {
  const lines = Object.entries(all).filter(([name]) => meant !== '' && begins(name, meant));
  if (lines.length === 0) return './belwacht help geo for what there is';
  return lines.map(([name, { takes }]) => visible(`./belwacht geo ${name} ${takes}`.trimEnd())).join('\nor ');
}
