/** Doors shut for a while. */
export function AttackView() {
  return null;
}
