// The brakes that hold a feature: the cause, what to do, and their release with a reason.
import { Button, Group, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { HeldBrake } from '#contracts';
import { LinkedText } from '../links/linked-text';
import { usePermission } from '../session/session-context';
import { ProblemAlert } from '../states/problem-alert';
import { releaseBrake } from './brake-queries';
import './brakes.css';

export function HeldBrakes({ brakes, onReleased }: { brakes: readonly HeldBrake[]; onReleased?: () => void }): ReactNode {
  return brakes.map((brake) => <Held key={`${brake.code} ${brake.featureKey ?? ''}`} brake={brake} onReleased={onReleased} />);
}

function Held({ brake, onReleased }: { brake: HeldBrake; onReleased: (() => void) | undefined }): ReactNode {
  const [reason, setReason] = useState<string>();
  const { hidden, why } = usePermission('operate', brake.repository);
  const queries = useQueryClient();
  const releasing = useMutation({
    mutationFn: (why: string) => releaseBrake(brake, why),
    onSuccess: async () => {
      setReason(undefined);
      onReleased?.();
      await Promise.all([queries.invalidateQueries({ queryKey: ['board'] }), queries.invalidateQueries({ queryKey: ['brakes'] })]);
    },
  });
  return (
    <div className="brake">
      <Text size="sm" className="break"><LinkedText text={brake.message} /> <span className="mono brake-code">{brake.code}</span></Text>
      <Text size="sm" className="break">{brake.remediation}</Text>
      {hidden ? null : why !== undefined ? <Text size="xs" c="dimmed">{why}</Text> : reason === undefined ? <Button size="xs" variant="default" className="brake-release" onClick={() => setReason('')}>Release…</Button> : (
        <form onSubmit={(event) => { event.preventDefault(); if (reason.trim() !== '') releasing.mutate(reason); }}>
          <Group gap="xs" align="flex-end">
            <TextInput size="xs" label="Reason" maxLength={1000} required autoFocus value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
            <Button size="xs" type="submit" disabled={reason.trim() === ''} loading={releasing.isPending}>Release</Button>
            <Button size="xs" variant="default" onClick={() => setReason(undefined)}>Keep it</Button>
          </Group>
        </form>
      )}
      {releasing.error ? <ProblemAlert error={releasing.error} /> : null}
    </div>
  );
}
