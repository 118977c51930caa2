/** Why an address or a number gets its verdict. */
export function ExplainView() {
  return null;
}
