import type { NetworkTables } from './database.ts';
import { isHosting } from './hosting.ts';

/** Longest organisation name kept, in characters. */
const maxName = 100;
/** A name goes into logs and tables: no control characters. */
const controls = /[\u0000-\u001f\u007f]/g;

/** A network as a file names it. */
export interface NamedNetwork {
  readonly number: number;
  readonly name: string;
}

export type NetworkList = Pick<NetworkTables, 'asNumbers' | 'nameBytes' | 'nameEnds' | 'hosting'>;

/** Packs networks, the first of which stands for nothing known. Names are cut and cleaned; whether it hosts is looked up. */
export function packNetworks(networks: readonly NamedNetwork[]): NetworkList {
  const asNumbers = Uint32Array.from(networks, ({ number }) => number);
  const hosting = new Uint8Array(networks.length);
  const nameEnds = new Uint32Array(networks.length);
  const names: Buffer[] = [];
  let end = 0;
  networks.forEach(({ number, name }, index) => {
    const kept = [...name.replace(controls, ' ').trim()].slice(0, maxName).join('');
    hosting[index] = isHosting(number, kept) ? 1 : 0;
    const bytes = Buffer.from(kept);
    names.push(bytes);
    end += bytes.length;
    nameEnds[index] = end;
  });
  return { asNumbers, nameBytes: Buffer.concat(names), nameEnds, hosting };
}

/** The second list behind the first; indexes into it grow by the length of the first. */
export function appendNetworks(first: NetworkList, second: NetworkList): NetworkList {
  const shift = first.nameBytes.length;
  const nameEnds = new Uint32Array(first.nameEnds.length + second.nameEnds.length);
  nameEnds.set(first.nameEnds);
  second.nameEnds.forEach((end, index) => {
    nameEnds[first.nameEnds.length + index] = end + shift;
  });
  return {
    asNumbers: Uint32Array.from([...first.asNumbers, ...second.asNumbers]),
    nameBytes: Buffer.concat([first.nameBytes, second.nameBytes]),
    nameEnds,
    hosting: Uint8Array.from([...first.hosting, ...second.hosting]),
  };
}
