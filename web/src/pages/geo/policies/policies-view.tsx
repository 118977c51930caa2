/** All policies. */
export function PoliciesView() {
  return null;
}
