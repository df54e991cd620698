// How much script a browser loads before a view stands: measured over the wire at every build, which fails above the budget.
import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

interface Budget { kilobytes: number }
type Bundle = Rolldown.OutputBundle;
type Chunk = Rolldown.OutputChunk;

/** Views are the modules named `<view>-page.tsx`, loaded when their address is opened. Charts and diffs come after that, when they are shown. */
export function firstLoadBudget({ kilobytes }: Budget): Plugin {
  return {
    name: 'first-load-budget',
    apply: 'build',
    writeBundle(_options, bundle) {
      const loads = firstLoads(bundle);
      console.error(`Script at first load (gzip, of at most ${kilobytes} kB): ${loads.map(({ view, bytes }) => `${view.replace('-page', '')} ${Math.round(bytes / 1000)} kB`).join(', ')}`);
      const heavy = loads.filter(({ bytes }) => bytes > kilobytes * 1000);
      if (heavy.length > 0) this.error(`More than ${kilobytes} kB of script at first load: ${heavy.map(({ view }) => view).join(', ')}. Load what a view does not show at once lazily.`);
    },
  };
}

/** For every view: gzip bytes of the entry, the view and everything that both import at once. */
function firstLoads(bundle: Bundle): { view: string; bytes: number }[] {
  const chunks = Object.values(bundle).filter((output): output is Chunk => output.type === 'chunk');
  const entries = chunks.filter((chunk) => chunk.isEntry);
  const views = chunks.filter((chunk) => /\/[\w-]+-page\.tsx$/.test(chunk.facadeModuleId ?? ''));
  return views.map((view) => {
    const files = closure(bundle, [...entries, view]);
    const bytes = [...files].reduce((sum, { code }) => sum + gzipSync(code).length, 0);
    return { view: view.name, bytes };
  }).sort((one, other) => other.bytes - one.bytes);
}

function closure(bundle: Bundle, from: readonly Chunk[]): Set<Chunk> {
  const found = new Set<Chunk>();
  const waiting = [...from];
  for (let chunk = waiting.pop(); chunk; chunk = waiting.pop()) {
    if (found.has(chunk)) continue;
    found.add(chunk);
    for (const file of chunk.imports) {
      const imported = bundle[file];
      if (imported?.type === 'chunk') waiting.push(imported);
    }
  }
  return found;
}
