// The control over HTTP, for tests and tools in another process: JSON under /_control on a port of its own.
import fastify from 'fastify';
import { ZodError } from 'zod';
import type { BehaviourRule } from './behaviours';
import type { CloudSettings } from './cloud-settings';
import type { CodexCloudControl } from './codex-cloud-control';
import type { Fault } from './faults';

export interface ControlServer {
  /** `http://host:port/_control` */
  url: string;
  close(): Promise<void>;
}

export async function startControlServer(control: CodexCloudControl, host: string, port: number): Promise<ControlServer> {
  const application = fastify({ forceCloseConnections: true });
  application.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    reply.code(error.statusCode ?? (error instanceof ZodError ? 400 : 409)).send({ detail: error.message }),
  );
  application.get('/_control/effects', async () => control.effects());
  application.get('/_control/tasks', async () => control.tasks());
  application.post<{ Params: { id: string } }>('/_control/tasks/:id/release', async ({ params }, reply) => {
    await control.release(params.id);
    return reply.code(204).send();
  });
  application.patch('/_control/settings', async ({ body }) => control.set(body as Partial<CloudSettings>));
  const commands: [method: 'POST' | 'DELETE', path: string, run: (body: unknown) => void][] = [
    ['POST', 'behaviours', (body) => control.behave(body as BehaviourRule)],
    ['DELETE', 'behaviours', () => control.forgetBehaviours()],
    ['POST', 'faults', (body) => control.fail(body as Fault)],
    ['DELETE', 'faults', () => control.forgetFaults()],
    ['DELETE', 'logins', () => control.revokeLogins()],
  ];
  for (const [method, path, run] of commands) {
    application.route({
      method,
      url: `/_control/${path}`,
      handler: async ({ body }, reply) => {
        run(body);
        return reply.code(204).send();
      },
    });
  }
  const address = await application.listen({ host, port });
  return { url: `${address}/_control`, close: () => application.close() };
}
