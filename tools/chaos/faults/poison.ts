// What no service of Specline has written lies in the stream where triggers are read: no JSON, a version or a stage of the future, an old fact once more.
import { randomUUID } from 'node:crypto';
import { jetstream } from '@nats-io/jetstream';
import type { Fault } from './fault';
import { phaseStages } from './phase-stages';

const kinds = ['words', 'a future version', 'nothing'] as const;

export const poison: Fault = {
  strikes: 10, seconds: 20,
  strike: async ({ connection, log }, random, { accepted }) => {
    const stage = random.pick(phaseStages);
    const kind = random.pick(kinds);
    const [stored] = await log.factsOfRun(accepted.at(-1)?.id ?? randomUUID());
    const body = { 'words': 'no JSON {', 'a future version': JSON.stringify({ ...stored?.fact, version: 99, kind: 'dream' }), 'nothing': '' }[kind];
    // In a lane of its own: nobody may write into the lane of another, which appends are held against.
    const subject = `run.poison~lane~${randomUUID()}.${randomUUID()}.${stage}.succeeded.${stage}`;
    await jetstream(connection).publish(subject, body);
    return `${kind === 'nothing' ? 'an empty message' : kind} lies in the stream as a trigger of ${stage}`;
  },
};
