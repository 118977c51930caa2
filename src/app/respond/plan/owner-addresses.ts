import type { Role } from '../../../core/access.ts';
import type { PlanForm } from '../../../core/plan/plan.ts';
import { roleWords } from '../../../core/plan/plan-words.ts';

/** Somebody who can sign in for the provider. */
export interface TeamMember {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

const address = /[^\s<>()[\],;:\\"@]{1,64}@[^\s<>()[\],;:\\"@]{1,189}/u;
const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/**
 * Where the owner of a review is told, as the plan names them: an address in the text itself, somebody of the team by name or
 * address, or the holder of the role of that name. Otherwise whoever the settings name, and at last the owners of the installation:
 * no reminder goes to nobody.
 */
export function ownerAddresses(
  owner: string,
  plan: Pick<PlanForm, 'roles'>,
  team: readonly TeamMember[],
  remindTo: string,
): readonly string[] {
  const role = plan.roles.find(
    (one) => same(roleWords[one.role].nl, owner) || same(roleWords[one.role].en, owner) || same(one.role, owner),
  );
  const found = named(owner, team) ?? (role && named(role.holder, team));
  if (found !== undefined) return [found];
  if (remindTo !== '') return [remindTo];
  return team.filter((member) => member.role === 'owner').map(({ email }) => email);
}

function named(text: string, team: readonly TeamMember[]): string | undefined {
  const written = address.exec(text)?.[0];
  return written ?? team.find(({ name, email }) => same(name, text) || same(email, text))?.email;
}
