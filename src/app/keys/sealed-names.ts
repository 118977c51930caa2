/** Names in the vault. */
export const webhookSecretName = 'webhook-signing';

/** Secret an enforcer signs with. */
export function enforcerSecretName(id: string): string {
  return `enforcer/${id}`;
}
/** Key pair that this installation shows push services (VAPID), as JSON. */
export const vapidKeysName = 'push-vapid';
