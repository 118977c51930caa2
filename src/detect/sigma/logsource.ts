import type { Action } from '../../core/event.ts';
import { isMap } from './is-map.ts';
import type { Node } from './node.ts';
import { refuse } from './refusal.ts';

interface Product {
  /** What `event.dataset` begins with. */
  readonly datasets: readonly string[];
  /** Its services, by what `service.name` then is. */
  readonly services: Readonly<Record<string, readonly string[]>>;
}

const asterisk = ['sip', 'pjsip', 'iax2', 'ami', 'ari', 'http'];

/** Products whose records arrive here. A rule for any other could only match by accident. */
const products: Readonly<Record<string, Product>> = {
  asterisk: { datasets: ['asterisk'], services: Object.fromEntries(asterisk.map((name) => [name, [name]])) },
  freeswitch: { datasets: ['freeswitch'], services: { sip: ['sip'], 'event-socket': ['event-socket'] } },
  kamailio: { datasets: ['kamailio'], services: { sip: ['sip'] } },
  suricata: { datasets: ['suricata'], services: {} },
  belwacht: { datasets: ['belwacht'], services: {} },
  linux: {
    datasets: ['sshd', 'pam'],
    services: {
      sshd: ['sshd', 'ssh'],
      auth: ['sshd', 'ssh', 'pam', 'su', 'sudo', 'login'],
      pam: ['pam', 'su', 'sudo', 'login'],
    },
  },
};

/** Categories, by the actions that belong to them; null: the fields of the rule decide. */
const categories: Readonly<Record<string, readonly Action[] | null>> = {
  telecom: null,
  authentication: ['sip-auth', 'sip-register', 'iax-auth', 'admin-login'],
};

const keys: readonly string[] = ['category', 'product', 'service', 'definition'];

/**
 * The question whether an event comes from a rule's log source; a constant when any event may. What is not listed above is
 * refused: a rule that is applied to records it was not written for is half applied.
 */
export function readLogsource(section: unknown): Node {
  if (!isMap(section)) refuse('"logsource" is missing; Sigma makes it mandatory');
  for (const key of Object.keys(section)) if (!keys.includes(key)) refuse(`logsource: "${key}" is not known`);
  const category = nameIn(section, 'category');
  const product = nameIn(section, 'product');
  const service = nameIn(section, 'service');
  if (category === '' && product === '' && service === '') refuse('logsource: names no category, product or service');
  const items: Node[] = [];
  if (category !== '') {
    const actions = listed(categories, category, 'category');
    if (actions) items.push({ kind: 'field', key: 'action', holds: (action) => actions.includes(action as Action) });
  }
  const made = product === '' ? undefined : listed(products, product, 'product');
  const services = made?.services ?? everyService();
  const wanted = service === '' ? undefined : listed(services, service, product ? `${product} service` : 'service');
  // A service of Linux may come in the records of another program, such as generic JSON.
  if (made && !(wanted && product === 'linux')) {
    const { datasets } = made;
    items.push({
      kind: 'field',
      key: 'dataset',
      holds: (dataset) => datasets.some((name) => (dataset as string).startsWith(name)),
    });
  }
  if (wanted) items.push({ kind: 'field', key: 'service', holds: (name) => wanted.includes(name as string) });
  return items.length === 0 ? { kind: 'constant', value: true } : { kind: 'all', items };
}

function nameIn(section: Readonly<Record<string, unknown>>, key: string): string {
  const value = section[key];
  if (value === undefined) return '';
  if (typeof value !== 'string' || value === '') refuse(`logsource: "${key}" must be a text`);
  return value.toLowerCase();
}

/** What a table says of a name; refuses names that it does not have. */
function listed<T>(table: Readonly<Record<string, T>>, name: string, what: string): T {
  if (!Object.hasOwn(table, name)) {
    const known = Object.keys(table).join(', ') || 'none';
    refuse(`logsource: no source delivers records of ${what} "${name}"; known are: ${known}`);
  }
  return table[name];
}

function everyService(): Readonly<Record<string, readonly string[]>> {
  return Object.assign({}, ...Object.values(products).map(({ services }) => services));
}
