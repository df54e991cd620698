// What went wrong and what to do about it, the same way in every view.
import { Alert, Anchor, Button, Group, List, Text } from '@mantine/core';
import { ExclamationTriangleIcon } from '@radix-ui/react-icons';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { problemOf } from '../api/api-failure';
import { LinkedText } from '../links/linked-text';

interface Props { error: unknown; title?: string; onRetry?: () => void }

export function ProblemAlert({ error, title, onRetry }: Props): ReactNode {
  const { code, detail, remediation, errors = [], runId } = problemOf(error);
  return (
    <Alert className="problem" variant="outline" color="red" icon={<ExclamationTriangleIcon aria-hidden />} title={title ?? detail} role="alert">
      {title === undefined ? null : <Text size="sm">{detail}</Text>}
      {errors.length > 1 ? <List size="sm">{errors.map(({ field, message }) => <List.Item key={field}>{field}: {message}</List.Item>)}</List> : null}
      <Text size="sm" fw={600} className="break"><LinkedText text={remediation} /></Text>
      <Group gap="sm" mt="xs">
        {onRetry ? <Button size="xs" variant="default" onClick={onRetry}>Try again</Button> : null}
        {runId ? <Anchor size="sm" component={Link} to={`/runs/${runId}`}>Show that run</Anchor> : null}
        <Text size="xs" c="dimmed" ff="monospace">{code}</Text>
      </Group>
    </Alert>
  );
}
