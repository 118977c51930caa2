import { readFileSync } from 'node:fs';
import type { OidcProvider } from '../../api/ports/people.ts';
import type { Config } from '../config/schema.ts';
import { StartError } from '../start-error.ts';

/** Single sign-on of the settings file, with secrets read from their files. Throws StartError. */
export function oidcProviders({ sign_in }: Pick<Config, 'sign_in'>): readonly OidcProvider[] {
  return sign_in.oidc.map((entry) => ({
    id: entry.id,
    name: entry.name || entry.id,
    issuer: entry.issuer,
    clientId: entry.client_id,
    clientSecret: entry.client_secret_file ? secretOf(entry.id, entry.client_secret_file) : '',
    scopes: entry.scopes,
    emailClaim: entry.email_claim,
    trustEmail: entry.trust_email,
    trustMfa: entry.trust_mfa,
    roleClaim: entry.role_claim,
    roles: Object.entries(entry.roles),
    tenantClaim: entry.tenant_claim,
  }));
}

function secretOf(id: string, file: string): string {
  let text = '';
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new StartError(`sign_in.oidc ${id}: client_secret_file cannot be read: ${(error as Error).message}`);
  }
  if (text === '') throw new StartError(`sign_in.oidc ${id}: client_secret_file ${file} is empty`);
  return text;
}
