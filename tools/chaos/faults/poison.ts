// What no service of Specline has written lies in the stream where triggers are read: no JSON, another form, nothing. (A fact of a newer version is no poison: it waits for a newer release.)
import { randomUUID } from 'node:crypto';
import { jetstream } from '@nats-io/jetstream';
import type { Fault } from './fault';
import { phaseStages } from './phase-stages';

const kinds = ['words', 'another form', 'nothing'] as const;

export const poison: Fault = {
  strikes: 10, seconds: 20,
  strike: async ({ connection }, random) => {
    const stage = random.pick(phaseStages);
    const kind = random.pick(kinds);
    const body = { 'words': 'no JSON {', 'another form': JSON.stringify({ v: 1, kind: 'dream' }), 'nothing': '' }[kind];
    // In a lane of its own: nobody may write into the lane of another, which appends are held against.
    const subject = `run.poison~lane~${randomUUID()}.${randomUUID()}.${stage}.succeeded.${stage}`;
    await jetstream(connection).publish(subject, body);
    return `${kind === 'nothing' ? 'an empty message' : kind} lies in the stream as a trigger of ${stage}`;
  },
};
