import { z } from 'zod';
import { instant } from './common.ts';

/** Name of a secret, as `kms_key_identifier` of a playbook has it. */
export const playbookSecretName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'lower case, digits, dots and dashes, at most 64');

const oneLine = /^[^\p{Cc}]*$/u;

export const playbookSecret = z.object({
  name: playbookSecretName,
  /** Host it may be sent to, with a port unless that is 80 or 443; '' when it does not open. */
  host: z.string(),
  /** Of http-basic, where the playbook names none; ''. */
  user: z.string(),
  keptAt: instant,
  /** False when its key is not here: it has to be kept anew. */
  opens: z.boolean(),
});
/** What is kept; it is never told again. */
export const playbookSecretForm = z.object({
  host: z.string().min(1).max(260),
  user: z
    .string()
    .max(200)
    .regex(/^[^\p{Cc}:]*$/u, 'without a colon or control characters')
    .default(''),
  secret: z.string().min(1).max(8000).regex(oneLine, 'without control characters'),
});

export type PlaybookSecretWire = z.infer<typeof playbookSecret>;
