import { type Cidr, contains, readCidr } from '../../../core/ip.ts';

/** One line of the list of hosts that requests of playbooks may go to. */
interface HostEntry {
  /** Name in lower case; '' for a range. */
  readonly name: string;
  readonly range: Cidr | undefined;
  /** undefined: 80 and 443. */
  readonly port: number | undefined;
}

/** Hosts that requests of playbooks may go to (`playbooks.http_hosts`): names, addresses and ranges, with a port or without. */
export class HttpHosts {
  readonly #entries: readonly HostEntry[];

  /** Throws a RangeError for what is no such line. */
  constructor(lines: readonly string[]) {
    this.#entries = lines.map(readHost);
  }

  /** Addresses and ranges that are listed: the only ones inside that may be reached, also by a name. */
  get ranges(): readonly string[] {
    return this.#entries.flatMap(({ range }) => (range ? [textOf(range)] : []));
  }

  /** Whether a request may go there. */
  allows({ hostname, port, protocol }: URL): boolean {
    const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
    const literal = hostname.replace(/^\[|\]$/g, '').toLowerCase();
    const address = readCidr(literal);
    return this.#entries.some((entry) => {
      if (entry.port === undefined ? number !== 80 && number !== 443 : number !== entry.port) return false;
      return entry.range
        ? address !== undefined && contains(entry.range, address)
        : entry.name === literal.replace(/\.$/, '');
    });
  }
}

/** Whether a line of the list can be read. */
export function isHttpHost(line: string): boolean {
  try {
    readHost(line);
    return true;
  } catch {
    return false;
  }
}

function readHost(line: string): HostEntry {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^[\]\s:]+|[0-9a-fA-F:./]+?))(?::(\d{1,5}))?$/.exec(line) ?? [];
  const host = bracketed ?? plain ?? '';
  // An IPv6 address or range without brackets has colons of its own and no port.
  const whole = readCidr(line);
  const range = whole ?? readCidr(host);
  const port = whole || digits === undefined ? undefined : Number(digits);
  const isName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i.test(host);
  if ((!range && !isName) || (port !== undefined && (port < 1 || port > 65_535)))
    throw new RangeError(`"${line}" is no host such as crm.example.nl, 192.0.2.9:8443 or 192.0.2.0/24`);
  return { name: range ? '' : host.toLowerCase(), range, port };
}

function textOf({ family, bits, prefix }: Cidr): string {
  if (family === 4) {
    const parts = [24n, 16n, 8n, 0n].map((shift) => Number((bits >> shift) & 0xffn));
    return `${parts.join('.')}/${prefix}`;
  }
  const parts = Array.from({ length: 8 }, (_, i) => ((bits >> BigInt(112 - i * 16)) & 0xffffn).toString(16));
  return `${parts.join(':')}/${prefix}`;
}
