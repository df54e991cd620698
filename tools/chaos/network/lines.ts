// The lines of one replica of every service: to NATS and to PostgreSQL.
import type { Infrastructure } from '../../stack/infrastructure';
import { Line } from './line';

export interface Lines { nats: Line; postgres: Line; close(): Promise<void> }

export async function linesTo(infrastructure: Infrastructure): Promise<Lines> {
  const nats = await Line.to(portOf(infrastructure.natsUrl('operations')));
  const postgres = await Line.to(portOf(infrastructure.databaseUrl));
  return { nats, postgres, close: async () => { await Promise.all([nats.close(), postgres.close()]); } };
}

/** The same servers, reached over the lines. */
export function over({ nats, postgres }: Lines, infrastructure: Infrastructure): Infrastructure {
  return { ...infrastructure, natsUrl: (user) => at(nats, infrastructure.natsUrl(user)), databaseUrl: at(postgres, infrastructure.databaseUrl) };
}

const portOf = (url: string): number => Number(new URL(url).port);

function at({ port }: Line, url: string): string {
  const moved = new URL(url);
  moved.port = String(port);
  return moved.href;
}
