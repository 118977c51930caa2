/** Closed and open lists of words of CACAO Security Playbooks 2.0 (OASIS), the ones we hold playbooks to. */

/** Section 4: the types of steps. */
export const stepTypes = [
  'start',
  'end',
  'action',
  'playbook-action',
  'parallel',
  'if-condition',
  'while-condition',
  'switch-condition',
] as const;
export type StepType = (typeof stepTypes)[number];

/** Section 7: who does or undergoes it. */
export const agentTypes = [
  'group',
  'individual',
  'location',
  'organization',
  'sector',
  'http-api',
  'linux',
  'net-address',
  'security-category',
  'ssh',
] as const;
export type AgentType = (typeof agentTypes)[number];

/** Section 5: the types of commands of the standard. */
export const standardCommandTypes = [
  'manual',
  'http-api',
  'bash',
  'caldera-cmd',
  'elastic',
  'jupyter',
  'kestrel',
  'openc2-http',
  'powershell',
  'sigma',
  'ssh',
  'yara',
] as const;
export type StandardCommandType = (typeof standardCommandTypes)[number];

/** The type of Belwacht's own commands. */
export const ownCommandType = 'x-belwacht';

/** Section 10.18: the types of variables. */
export const variableTypes = [
  'bool',
  'dictionary',
  'float',
  'hash',
  'hexstring',
  'integer',
  'ipv4-addr',
  'ipv6-addr',
  'long',
  'mac-addr',
  'md5-hash',
  'sha256-hash',
  'string',
  'uri',
  'uuid',
] as const;
export type VariableType = (typeof variableTypes)[number];

/** Section 7: kinds of addresses of an agent or target. */
export const addressKinds = ['dname', 'ipv4', 'ipv6', 'l2mac', 'url', 'vlan'] as const;

/** Section 6: kinds of authentication. */
export const authenticationTypes = ['http-basic', 'oauth2', 'user-auth'] as const;

/** Section 9: kinds of data markings. */
export const markingTypes = ['marking-statement', 'marking-tlp', 'marking-iep'] as const;

/** TLP 2.0 (FIRST). */
export const tlpLevels = ['TLP:RED', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:GREEN', 'TLP:CLEAR'] as const;
