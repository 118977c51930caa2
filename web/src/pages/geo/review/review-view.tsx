/** Whether the policy is still right. */
export function ReviewView() {
  return null;
}
