import { runWithTransaction } from '@better-auth/core/context';
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

/**
 * Takes in somebody who was invited: person and password, when one is given, both or neither; then a session. Whom and as what
 * is settled before (`acting().grant`); not reachable over HTTP.
 */
export const invitations = {
  id: 'belwacht-invitations',
  endpoints: {
    takeIn: createAuthEndpoint.serverOnly(
      {
        method: 'POST',
        body: z.object({
          email: z.string(),
          name: z.string(),
          passwordHash: z.string().optional(),
          language: z.string().nullable(),
          timeZone: z.string().nullable(),
        }),
      },
      async (ctx) => {
        const { email, name, passwordHash, language, timeZone } = ctx.body;
        const { internalAdapter, adapter } = ctx.context;
        const person = await runWithTransaction(adapter, async () => {
          const user = await internalAdapter.createUser(
            { email, name, emailVerified: true, language, timeZone },
            { method: 'email-password' },
          );
          if (passwordHash) {
            await internalAdapter.createAccount({
              userId: user.id,
              providerId: 'credential',
              accountId: user.id,
              password: passwordHash,
            });
          }
          return user;
        });
        const session = await internalAdapter.createSession(person.id);
        if (!session) throw new APIError('INTERNAL_SERVER_ERROR', { message: 'There is no session.' });
        await setSessionCookie(ctx, { user: person, session });
        return ctx.json({ user: { id: person.id } });
      },
    ),
  },
} satisfies BetterAuthPlugin;
