import type { HttpCommand } from '../../../core/playbook/command.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { ActionStep } from '../../../core/playbook/workflow-step.ts';
import { authenticationOf, authOf } from '../authentication.ts';
import { requestAims } from '../http-target.ts';
import type { Notebook } from './notebook.ts';

/** Headers that hold secrets by custom. */
const secretHeaders = /^(?:authorization|proxy-authorization|cookie|x-api-key|api-key|x-auth-token)$/i;

/** Whether what signs in says with which secret, and nothing secret stands in the open. */
export function checkAuthentications(playbook: Playbook, notes: Notebook): void {
  for (const id of Object.keys(playbook.authentication_info_definitions ?? {})) {
    const { kms = false, kms_key_identifier: name } = authenticationOf(playbook, id)!;
    const path = `authentication_info_definitions.${id}`;
    if (kms && name === undefined)
      notes.whole(
        `${path}.kms_key_identifier`,
        '“kms_key_identifier” is missing: the name of the secret that is kept',
        '“kms_key_identifier” ontbreekt: de naam van het geheim dat bewaard is',
      );
    if (!kms && name !== undefined)
      notes.whole(
        `${path}.kms`,
        '“kms” has to be true together with kms_key_identifier',
        '“kms” moet true zijn bij kms_key_identifier',
      );
  }
}

/** How a request signs in. */
export function checkSignIn(
  playbook: Playbook,
  id: string,
  step: ActionStep,
  command: HttpCommand,
  at: string,
  notes: Notebook,
): void {
  for (const header of Object.keys(command.headers ?? {}))
    if (secretHeaders.test(header))
      notes.think(
        id,
        `${at}.headers.${header}`,
        'what stands here can be read by everybody who may read this playbook: let its target sign in with a secret that is kept (authentication_info)',
        'wat hier staat kan iedereen lezen die dit draaiboek mag lezen: laat het doel zich aanmelden met een geheim dat bewaard is (authentication_info)',
      );
  for (const { url, name, authentication } of requestAims(playbook, step, command)) {
    const info = authentication === '' ? undefined : authenticationOf(playbook, authentication);
    // One that is not defined is told with its target.
    if (!info) continue;
    if (info.type === 'user-auth')
      notes.step(
        id,
        at,
        `requests do not sign in with user-auth, as “${name}” asks: use http-basic or oauth2`,
        `verzoeken melden zich niet aan met user-auth, zoals “${name}” vraagt: gebruik http-basic of oauth2`,
      );
    else if (!authOf(playbook, authentication))
      notes.step(
        id,
        at,
        `“${name}” asks to sign in and does not say with which secret: write "kms": true and "kms_key_identifier"`,
        `“${name}” vraagt om aanmelden en zegt niet met welk geheim: schrijf "kms": true en "kms_key_identifier"`,
      );
    else if (/^http:/i.test(url))
      notes.think(
        id,
        at,
        `the secret goes to “${name}” without encryption: give its address as https://…, or a port other than 80`,
        `het geheim gaat onversleuteld naar “${name}”: geef het adres als https://…, of een andere poort dan 80`,
      );
  }
}
