// Sessions for browsers, which cannot set headers on a WebSocket: a token is exchanged for a cookie no script can read.
import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionRequestSchema, sessionSchema } from '#contracts';
import { Describe } from '../openapi/describe';
import type { z } from 'zod';
import { ApiProblem } from '../problems/api-problem';
import { parseShape } from '../http/parse-shape';
import { Access, sessionCookie, sessionPath } from './access';
import { Authenticator } from './authenticator';
import { principalOf, type Principal } from './principal';
import { CookieForm } from './cookie-form';
import { TraceLink } from './trace-link';

type SessionAnswer = z.infer<typeof sessionSchema>;
/** Browsers keep 4096 bytes, name and attributes included; they drop a longer one without a word. */
const longestCookie = 3800;
const never = Date.UTC(9999, 11, 31);

@ApiTags('session')
@Controller(sessionPath)
export class SessionController {
  constructor(private readonly access: Access, private readonly authenticator: Authenticator, private readonly form: CookieForm, private readonly trace: TraceLink) {}

  @Post()
  @HttpCode(200)
  @Describe({ summary: 'Exchange a token for a session cookie', body: sessionRequestSchema, answer: [200, sessionSchema], problems: { 400: 'A field is wrong.', 403: 'The request comes from another site.' } })
  async begin(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionAnswer> {
    const { token } = parseShape(sessionRequestSchema, body);
    const principal = await this.access.byToken(token, request.ip);
    const { cookie, csrfToken, expiresAt } = this.authenticator.begin(principal, token);
    if (cookie.length > longestCookie) throw tooLongForCookie();
    void reply.setCookie(sessionCookie, cookie, { ...this.form, expires: new Date(expiresAt) });
    return { name: principal.name, ...rightsOf(principal), csrfToken, expiresAt: new Date(expiresAt).toISOString(), traceUrl: this.trace.url };
  }

  /** With a bearer token there is no session and nothing to protect: the CSRF token is empty. */
  @Get()
  @Describe({ summary: 'Who am I?', answer: [200, sessionSchema], problems: {} })
  show(@Req() request: FastifyRequest): SessionAnswer {
    const principal = principalOf(request);
    const { name, by, expiresAt } = principal;
    const cookie = request.cookies[sessionCookie] ?? '';
    return { name, ...rightsOf(principal), csrfToken: by === 'cookie' ? this.authenticator.csrfTokenOf(cookie) : '', expiresAt: new Date(expiresAt ?? never).toISOString(), traceUrl: this.trace.url };
  }

  @Delete()
  @HttpCode(204)
  @Describe({ summary: 'End the session of this browser', answer: [204], problems: { 403: 'The CSRF token is missing or wrong.' } })
  end(@Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.clearCookie(sessionCookie, { ...this.form });
  }
}

function rightsOf({ role, grants }: Principal): Pick<SessionAnswer, 'role' | 'grants'> {
  return { role, grants: grants.map((grant) => ({ role: grant.role, ...(grant.repositories ? { repositories: [...grant.repositories] } : {}) })) };
}

function tooLongForCookie(): ApiProblem {
  return new ApiProblem({
    status: 400, code: 'auth.token_too_long', detail: 'The token is right, and too long for the cookie of a browser.',
    remediation: 'Have the identity provider put fewer claims into the token, or use it as a bearer token.',
  });
}
