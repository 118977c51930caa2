import { isMap } from './is-map.ts';
import type { Node } from './node.ts';
import { refuse } from './refusal.ts';

/** Products whose records carry their name in `event.dataset`. */
const datasets = ['asterisk', 'freeswitch', 'kamailio', 'suricata'];
/** Services of a Linux system that formats read, by `service.name`. */
const services: Readonly<Record<string, readonly string[]>> = {
  sshd: ['sshd', 'ssh'],
  auth: ['sshd', 'ssh', 'pam', 'su', 'sudo', 'login'],
  pam: ['pam', 'su', 'sudo', 'login'],
};
/** Log sources whose records never arrive here: a rule for them could only match by accident. */
const foreign = new Set([
  'windows', 'macos', 'aws', 'azure', 'gcp', 'm365', 'okta', 'onelogin', 'github', 'zeek', 'cisco', 'fortios', 'paloalto',
  'django', 'spring', 'sql', 'jvm', 'nodejs', 'python', 'ruby_on_rails', 'velocity', 'opencanary', 'kubernetes', 'bitbucket',
  'process_creation', 'process_access', 'process_tampering', 'process_termination', 'file_event', 'file_access', 'file_change',
  'file_delete', 'file_rename', 'file_executable_detected', 'registry_add', 'registry_delete', 'registry_event',
  'registry_set', 'image_load', 'driver_load', 'create_remote_thread', 'create_stream_hash', 'dns', 'dns_query', 'pipe_created',
  'ps_classic_script', 'ps_classic_start', 'ps_module', 'ps_script', 'raw_access_thread', 'sysmon_error', 'sysmon_status',
  'wmi_event', 'webserver', 'proxy', 'antivirus', 'database', 'network_connection',
]); // biome-ignore format: a list

/** The question whether an event comes from a rule's log source; a constant when any event may. */
export function readLogsource(section: unknown): Node {
  if (!isMap(section)) refuse('"logsource" is missing; Sigma makes it mandatory');
  const items: Node[] = [];
  for (const key of ['category', 'product', 'service'] as const) {
    const value = section[key];
    if (value === undefined) continue;
    if (typeof value !== 'string' || value === '') refuse(`logsource: "${key}" must be a text`);
    const name = value.toLowerCase();
    if (foreign.has(name)) refuse(`logsource: no source delivers records of ${key} "${value}"`);
    if (key === 'product' && datasets.includes(name))
      items.push({ kind: 'field', key: 'dataset', holds: (dataset) => (dataset as string).startsWith(name) });
    const wanted = key === 'service' && section.product === 'linux' ? services[name] : undefined;
    if (wanted) items.push({ kind: 'field', key: 'service', holds: (service) => wanted.includes(service as string) });
  }
  return items.length === 0 ? { kind: 'constant', value: true } : { kind: 'all', items };
}
