/** Formats of lines that Belwacht reads, by name; `auto` finds the one that fits. Each is a folder of src/ingest/formats/. */
export const formatNames = ['asterisk', 'kamailio', 'freeswitch', 'sshd', 'pam', 'suricata', 'json'] as const;
export type FormatName = (typeof formatNames)[number];

/** Whether a source may be read as this. */
export function isFormat(name: string): name is FormatName | 'auto' {
  return name === 'auto' || (formatNames as readonly string[]).includes(name);
}
