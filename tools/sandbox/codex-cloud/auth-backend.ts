// auth.openai.com: the token refresh that the CLI makes by itself when its access token is about to expire.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ChatGptLogins, LoginTokens } from './chatgpt-logins';
import type { CloudSettings } from './cloud-settings';
import type { EffectCounters } from './effects';
import { Refusal } from './service-application';

/** The CLI also sends its `refresh_reason`. */
const Refresh = z.looseObject({ client_id: z.string().min(1), grant_type: z.literal('refresh_token'), refresh_token: z.string().min(1) });

export function registerAuthBackend(application: FastifyInstance, logins: ChatGptLogins, settings: CloudSettings, counters: EffectCounters): void {
  application.post('/oauth/token', { config: { call: 'refresh' } }, async ({ body }, reply) => {
    const request = Refresh.safeParse(body);
    if (!request.success) throw new Refusal(400, 'Invalid token request');
    const now = Date.now();
    const answer = logins.refresh(request.data.refresh_token, now, now + settings.accessTokenLifetimeMs);
    counters.refreshed(answer.ok);
    if (answer.ok) return tokenAnswer(answer.tokens);
    return reply.code(401).send({ error: { code: answer.code, message: 'Your session is over. Please sign in again.', type: 'invalid_request_error' } });
  });
}

function tokenAnswer({ accessToken, refreshToken }: LoginTokens) {
  return { id_token: accessToken, access_token: accessToken, refresh_token: refreshToken, token_type: 'Bearer' };
}
