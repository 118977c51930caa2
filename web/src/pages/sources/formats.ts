/** Formats the server reads, by name; the server refuses what it does not know. */
export const formats: readonly string[] = [
  'auto',
  'asterisk',
  'freeswitch',
  'json',
  'kamailio',
  'pam',
  'sshd',
  'suricata',
];
