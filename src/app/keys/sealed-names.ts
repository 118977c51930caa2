/** Names in the vault. */
export const webhookSecretName = 'webhook-signing';

/** Secret an enforcer signs with. */
export function enforcerSecretName(id: string): string {
  return `enforcer/${id}`;
}
