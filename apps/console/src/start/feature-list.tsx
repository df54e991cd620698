// The features of a repository, each with its phases and what the reader of tasks.md has to say.
import { Progress, Text } from '@mantine/core';
import { CheckCircledIcon, CircleIcon, ExclamationTriangleIcon, PlayIcon } from '@radix-ui/react-icons';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Diagnostic, Feature, FeaturePhase } from '#contracts';

export function FeatureList({ features, chosen }: { features: readonly Feature[]; chosen: string | undefined }): ReactNode {
  return <ul className="features">{features.map((feature) => <li key={feature.featureKey}><FeatureCard feature={feature} chosen={feature.featureKey === chosen} /></li>)}</ul>;
}

function FeatureCard({ feature: { featureKey, tasksFile, phases, diagnostics, current }, chosen }: { feature: Feature; chosen: boolean }): ReactNode {
  const done = phases.reduce((sum, phase) => sum + phase.done, 0);
  const total = phases.reduce((sum, phase) => sum + phase.total, 0);
  return (
    <article className="card panel feature" data-chosen={chosen || undefined}>
      <header className="feature-head">
        <div>
          <h2 className="feature-name">{featureKey}</h2>
          <Text size="xs" c="dimmed" className="break">{tasksFile} · {done} of {total} tasks done</Text>
        </div>
        {chosen ? null : <Link className="feature-choose" to="/start" search={(search) => ({ ...search, feature: featureKey })}>{current === null ? 'Look closer' : 'Preview the next phase'}</Link>}
      </header>
      <Progress value={total === 0 ? 0 : (done / total) * 100} size="sm" color="green.8" aria-label={`${done} of ${total} tasks done`} />
      <ol className="phases">{phases.map((phase) => <PhaseLine key={phase.slug} phase={phase} current={phase.slug === current} />)}</ol>
      {diagnostics.length > 0 ? <Diagnostics diagnostics={diagnostics} /> : null}
    </article>
  );
}

function PhaseLine({ phase: { title, done, total }, current }: { phase: FeaturePhase; current: boolean }): ReactNode {
  const finished = done >= total;
  return (
    <li className={`phase-line tone-${finished ? 'good' : current ? 'busy' : 'still'}`}>
      {finished ? <CheckCircledIcon aria-label="done" /> : current ? <PlayIcon aria-label="next" /> : <CircleIcon aria-label="open" />}
      <span className="break">{title}</span>
      <span className="phase-count">{done}/{total}</span>
    </li>
  );
}

export function Diagnostics({ diagnostics }: { diagnostics: readonly Diagnostic[] }): ReactNode {
  return (
    <ul className="diagnostics">
      {diagnostics.map(({ severity, code, line, message }) => (
        <li key={`${code} ${line} ${message}`} className={`tone-${severity === 'error' ? 'bad' : 'care'}`}>
          <ExclamationTriangleIcon aria-label={severity} /> <span className="break">Line {line}: {message} <span className="mono">{code}</span></span>
        </li>
      ))}
    </ul>
  );
}
