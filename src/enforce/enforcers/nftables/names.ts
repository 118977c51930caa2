/** The sets of our own table. Ranges live apart from addresses: interval sets are slow to change. */
export const sets = {
  block4: { family: 4, scope: 'ip', type: 'ipv4_addr' },
  block6: { family: 6, scope: 'ip', type: 'ipv6_addr' },
  range4: { family: 4, scope: 'range', type: 'ipv4_addr' },
  range6: { family: 6, scope: 'range', type: 'ipv6_addr' },
} as const;
export type SetName = keyof typeof sets;
export const setNames = Object.keys(sets) as readonly SetName[];

/** Set with one number in it: the last transaction that the kernel took. */
export const receiptSet = 'receipt';
export const chainName = 'prerouting';
export const counterNames = { 4: 'dropped4', 6: 'dropped6' } as const;

/** Set of a value. */
export function setOf({ family, scope }: { family: 4 | 6; scope: 'ip' | 'range' }): SetName {
  return scope === 'ip' ? (family === 4 ? 'block4' : 'block6') : family === 4 ? 'range4' : 'range6';
}

/** Names that may go into a script. */
export function isTableName(name: string): boolean {
  return /^[a-z][a-z0-9_-]{0,30}$/i.test(name);
}

/** Names that `ip netns` may be given: never an option or another folder. */
export function isNamespaceName(name: string): boolean {
  return /^[a-z0-9_][a-z0-9._-]{0,63}$/i.test(name);
}
