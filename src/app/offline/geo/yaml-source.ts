import { isAlias, isNode, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Text } from '../../../core/text.ts';

/** Where something stands in a file; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface FileFault extends Place {
  /** `rules.0.subjects.2`; '' for the file as a whole. */
  readonly field: string;
  readonly sentence: Text;
}

/** A file that was taken apart. All scalars are texts: so +31 keeps its plus and NO stays a country. */
export interface YamlSource {
  readonly value: unknown;
  /** Where a field stands, or the nearest thing around it that is there. */
  at(field: string): Place;
}

/** A policy file is never longer, in characters. */
const longest = 1_048_576;

/** Takes YAML apart; anchors, tags, several documents and keys given twice are refused. */
export function readYaml(text: string): YamlSource | FileFault {
  const fault = (sentence: Text, place: Place = { line: 1, column: 1 }): FileFault => ({
    ...place,
    field: '',
    sentence,
  });
  if (text.length > longest)
    return fault({ en: 'the file is too long for a policy', nl: 'het bestand is te lang voor een beleid' });
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
  });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const [error] = [...document.errors, ...document.warnings];
  if (error) {
    const sentence = error.code === 'RESOURCE_EXHAUSTION' ? 'it is nested too deep' : plain(error.message);
    return fault({ en: sentence, nl: `geen leesbare YAML: ${sentence}` }, placeOf(error.pos[0]));
  }
  let odd: Node | undefined;
  visit(document, {
    Node(_, node) {
      if (!isAlias(node) && !('anchor' in node && node.anchor)) return undefined;
      odd = node;
      return visit.BREAK;
    },
  });
  if (odd)
    return fault(
      {
        en: 'anchors and aliases (& and *) are not used here',
        nl: 'ankers en verwijzingen (& en *) worden hier niet gebruikt',
      },
      placeOf(odd.range?.[0] ?? 0),
    );
  return {
    value: document.toJS({ maxAliasCount: 0 }),
    at(field) {
      const path = field === '' ? [] : field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
      for (; path.length > 0; path.pop()) {
        const node = document.getIn(path, true);
        if (isNode(node) && node.range) return placeOf(node.range[0]);
      }
      return placeOf(document.contents?.range?.[0] ?? 0);
    },
  };
}

/** Words of a file in a message of ours: one line, short, and nothing that steers a screen. */
function plain(text: string): string {
  return text
    .split('\n')[0]
    .slice(0, 200)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}
