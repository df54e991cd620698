// An installation to prove: what the repository gives an operator, in a folder of its own.
import { appendFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { projectRoot } from '../stack/project-root';

const entries = [
  'Dockerfile', '.dockerignore', 'docker-compose.yaml', 'docker-compose.sandbox.yaml', '.env.example', 'package.json', 'package-lock.json', '.npmrc', '.swcrc', 'tsconfig.json',
  'apps', 'libs', 'tools', 'config', 'images',
];

export class Installation {
  constructor(readonly directory: string) {}

  /** A copy, so that neither the clone's own .env nor a build of ours gets in the way. */
  static copy(directory: string): Installation {
    mkdirSync(directory, { recursive: true });
    for (const entry of entries) {
      cpSync(join(projectRoot, entry), join(directory, entry), { recursive: true, filter: (path) => !['node_modules', 'dist'].includes(basename(path)) });
    }
    return new Installation(directory);
  }

  /** Adds settings to .env, as an operator would. */
  set(settings: Record<string, string>): void {
    appendFileSync(this.settingsFile, Object.entries(settings).map(([name, value]) => `${name}=${value}\n`).join(''));
  }

  private get settingsFile(): string {
    return join(this.directory, '.env');
  }
}

/** What docs/operations.md shows under this name: the block after `<!-- tried: name -->`, a shell script or a file. */
export function operationsBlock(name: string, page = readFileSync(join(projectRoot, 'docs/operations.md'), 'utf8')): string {
  const [, block] = new RegExp(`<!-- tried: ${name} -->\\s*\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  if (block === undefined) throw new Error(`docs/operations.md has no block "${name}"`);
  return block;
}
