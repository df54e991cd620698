// A failure, told so that one can act on it without asking anybody.
import { Code, Group, Stack, Text, Title } from '@mantine/core';
import { CrossCircledIcon, UpdateIcon } from '@radix-ui/react-icons';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Failure, Run, StoredFact } from '#contracts';
import { LinkedText } from '../../links/linked-text';
import { EffectList } from './effect-list';
import { FeedbackQuestion } from './feedback-question';
import { retryEffects } from './retry-effects';

interface Props { run: Run; failure: Failure; last: StoredFact | undefined; mayAct: boolean }

export function FailurePanel({ run, failure, last, mayAct }: Props): ReactNode {
  const failed = run.status === 'failed';
  const effects = retryEffects(run, last);
  const stage = run.tasks.findLast(({ status }) => status === 'failed')?.taskName ?? run.phase;
  const report = run.artifacts.findLast(({ id, artifactType }) => (failure.artifacts ?? []).includes(id) || (failure.code === 'patch.conflict' && artifactType === 'conflict_report'));
  return (
    <section className={`card panel failure tone-${failed ? 'bad' : 'care'}`} aria-labelledby="failure-title">
      <Stack gap="sm">
        <Group gap="xs" wrap="nowrap" align="flex-start">
          {failed ? <CrossCircledIcon className="failure-icon" aria-hidden /> : <UpdateIcon className="failure-icon" aria-hidden />}
          <div>
            <Title order={2} size="h5" id="failure-title">{failed ? `${stage} failed` : `${stage} failed and is tried again`}</Title>
            <Code className="failure-code">{failure.code}</Code>
          </div>
        </Group>
        <Text size="sm" className="break said">{failure.message}</Text>
        <div className="remedy"><Text size="xs" fw={700} tt="uppercase">What to do</Text><Text size="sm" className="break said"><LinkedText text={failure.remediation} /></Text></div>
        {report ? <Link className="anchor" to="/runs/$runId" params={{ runId: run.id }} search={report.artifactType === 'conflict_report' ? { tab: 'patch' } : { tab: 'artifacts', artifact: report.id }}>Show the {report.artifactType.replaceAll('_', ' ')}</Link> : null}
        {effects ? <EffectList effects={effects} /> : null}
        {failure.details ? <details className="failure-details"><summary>Details</summary><pre className="pre preview">{JSON.stringify(failure.details, undefined, 2)}</pre></details> : null}
        {failed && mayAct ? <FeedbackQuestion runId={run.id} /> : null}
      </Stack>
    </section>
  );
}
