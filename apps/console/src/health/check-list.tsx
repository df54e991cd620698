// Every check of every service; what fails stands first and says what to do.
import { Text } from '@mantine/core';
import { CheckCircledIcon, CrossCircledIcon, ExclamationTriangleIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import type { HealthCheck } from '#contracts';
import { LinkedText } from '../links/linked-text';
import { momentText } from '../time/moment';
import { checksByNeed, detailWords } from './health-view';

export function CheckList({ checks }: { checks: readonly HealthCheck[] }): ReactNode {
  return <ul className="checks card">{checksByNeed(checks).map((check) => <Check key={`${check.service} ${check.worker} ${check.name}`} check={check} />)}</ul>;
}

function Check({ check }: { check: HealthCheck }): ReactNode {
  const { service, worker, name, ok, blocking, optional, code, detail, remediation, stages, details } = check;
  const fails = blocking && !optional;
  const words = detailWords(details, momentText);
  return (
    <li className={`check tone-${ok ? 'good' : fails ? 'bad' : 'care'}`}>
      {ok ? <CheckCircledIcon aria-label="well" /> : fails ? <CrossCircledIcon aria-label="fails" /> : <ExclamationTriangleIcon aria-label="needs attention" />}
      <div className="check-what">
        <span><strong>{name}</strong> <Text span size="xs" c="dimmed" title={worker ?? undefined}>{service}</Text></span>
        <Text size="sm" className="break">{detail}</Text>
        {words.length > 0 ? <Text size="xs" c="dimmed" className="break">{words.join(' · ')}</Text> : null}
        {ok || remediation === null ? null : <Text size="sm" fw={600} className="break"><LinkedText text={remediation} /></Text>}
        {ok || stages.length === 0 ? null : <Text size="xs">{blocking ? 'Not carried out meanwhile' : 'Concerned'}: {stages.join(', ')} {code ? <span className="mono">{code}</span> : null}</Text>}
      </div>
    </li>
  );
}
