// What lies beyond the network when runs are many: takes tasks, branches and pull requests in milliseconds, loses answers when told to, and counts.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random';

/** How often a call of one part is refused before it acts, or its answer lost after it or never given; 0 to 1. `slowness`: how many times longer calls take. Tasks are Codex's, everything else GitHub's. */
export interface Trouble { part: 'github' | 'codex'; refused: number; lost: number; hung: number; slowness: number }
const well = { refused: 0, lost: 0, hung: 0, slowness: 1 };

export interface LedgerTask { id: string; title: string; at: number }
/** By run and attempt, by branch. */
export interface LedgerCounts { tasks: Map<string, number>; branches: Map<string, number>; pulls: Map<string, number> }

const longestCall = 150;
const listingLag = 300;
const pageSize = 20;

export class Ledger {
  private readonly tasks: LedgerTask[] = [];
  private readonly branches: string[] = [];
  private readonly pulls: string[] = [];
  private trouble: Trouble | undefined;

  private constructor(private readonly server: Server, private readonly random: Random) {}

  static async open(random: Random): Promise<Ledger> {
    const server = createServer((request, response) => void ledger.answer(request, response).catch(() => response.destroy()));
    const ledger = new Ledger(server, random);
    await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
    return ledger;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  suffer(trouble: Trouble | undefined): void {
    this.trouble = trouble;
  }

  counts(): LedgerCounts {
    const titles = this.tasks.map(({ title }) => title);
    return { tasks: tally(titles), branches: tally([...new Set(this.branches)]), pulls: tally(this.pulls) };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => { this.server.close(closed); });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request);
    const address = new URL(request.url ?? '', this.url);
    const { refused, lost, hung, slowness } = this.troubleOf(address.pathname);
    const [isRefused, isLost, isDropped, isHung] = [this.random.chance(refused), this.random.chance(lost), this.random.chance(0.5), this.random.chance(hung)];
    await pause(this.random.next() * longestCall * slowness);
    if (isRefused) return send(response, 500, { message: `no answer for ${request.headers.authorization}: a careless service quotes what it was given` });
    const answer = this.act(`${request.method} ${address.pathname}`, address.searchParams, JSON.parse(text || '{}') as Record<string, string>);
    // Whoever called gives up by itself.
    if (isHung) return;
    if (!isLost) return send(response, answer ? 200 : 422, answer ?? {});
    if (isDropped) response.destroy();
    else send(response, 502, { message: 'bad gateway' });
  }

  private troubleOf(path: string): Omit<Trouble, 'part'> {
    const part = path === '/tasks' ? 'codex' : 'github';
    return this.trouble?.part === part ? this.trouble : well;
  }

  private act(call: string, query: URLSearchParams, body: Record<string, string>): object | undefined {
    switch (call) {
      case 'GET /tasks': return this.page(Number(query.get('cursor') ?? 0));
      case 'POST /tasks': return this.made({ id: `task_${this.tasks.length + 1}`, title: body['title'] ?? '', at: Date.now() });
      case 'PUT /branches': return { length: this.branches.push(body['branch'] ?? '') };
      case 'GET /pulls': return { numbers: this.pulls.flatMap((branch, index) => (branch === query.get('branch') ? [index + 1] : [])) };
      // As GitHub, which refuses a second open pull request from one branch.
      case 'POST /pulls': return this.pulls.includes(body['branch'] ?? '') ? undefined : { number: this.pulls.push(body['branch'] ?? '') };
      default: return undefined;
    }
  }

  private made(task: LedgerTask): LedgerTask {
    this.tasks.push(task);
    return task;
  }

  /** Newest first, as it was a moment ago. */
  private page(skip: number): { tasks: LedgerTask[]; cursor: string | null } {
    const until = Date.now() - listingLag;
    const shown = this.tasks.filter(({ at }) => at <= until);
    const end = skip > 0 ? skip : shown.length;
    const begin = Math.max(0, end - pageSize);
    return { tasks: shown.slice(begin, end).reverse(), cursor: begin > 0 ? String(begin) : null };
  }
}

function tally(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
