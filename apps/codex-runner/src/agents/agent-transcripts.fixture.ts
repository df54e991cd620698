// For tests: what agents have printed, from files beside each agent. A line that begins with `stderr: ` was printed there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobOutput } from '../jobs/job';

export type TranscriptName = 'success' | 'failure' | 'unreported';

export function transcript(agent: string, name: TranscriptName): JobOutput[] {
  const text = readFileSync(join(__dirname, agent, 'transcripts', `${name}.txt`), 'utf8');
  return text.replace(/\n$/, '').split('\n').map((line) => (line.startsWith('stderr: ') ? { stream: 'stderr', line: line.slice('stderr: '.length) } : { stream: 'stdout', line }));
}
