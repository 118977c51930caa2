import type { Playbook } from '../../core/playbook/playbook.ts';
import type { OrderAuth } from '../../core/playbook/run-effect.ts';

/** Authentication as section 6 has it; secrets themselves are never in a playbook (read/agent-shapes.ts). */
export interface AuthenticationInfo {
  readonly type: 'http-basic' | 'oauth2' | 'user-auth';
  readonly user_id?: string;
  readonly kms?: boolean;
  readonly kms_key_identifier?: string;
}

/** Name under which a secret is kept: lower case, digits, dots, dashes. */
export const secretName = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** An authentication by its id; undefined when there is none. */
export function authenticationOf(
  { authentication_info_definitions: all = {} }: Playbook,
  id: string,
): AuthenticationInfo | undefined {
  return Object.hasOwn(all, id) ? (all[id] as AuthenticationInfo) : undefined;
}

/** Names of the secrets that a playbook asks for, with the id of the authentication. */
export function secretsOf(playbook: Playbook): readonly { readonly id: string; readonly name: string }[] {
  return Object.keys(playbook.authentication_info_definitions ?? {}).flatMap((id) => {
    const { kms, kms_key_identifier: name } = authenticationOf(playbook, id) ?? {};
    return kms && name !== undefined ? [{ id, name }] : [];
  });
}

/** How a request signs in that asks for this authentication; undefined when it asks for none that requests know. */
export function authOf(playbook: Playbook, id: string): OrderAuth | undefined {
  const { type, user_id: user = '', kms, kms_key_identifier: secret } = authenticationOf(playbook, id) ?? {};
  if (!kms || secret === undefined || type === undefined || type === 'user-auth') return undefined;
  return { kind: type === 'http-basic' ? 'basic' : 'bearer', secret, user };
}
