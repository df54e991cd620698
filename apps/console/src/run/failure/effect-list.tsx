// What a retry will and will not do.
import { List, Text } from '@mantine/core';
import { CheckIcon, Cross2Icon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import type { RetryEffects } from './retry-effects';

export function EffectList({ effects: { stage, will, willNot } }: { effects: RetryEffects }): ReactNode {
  return (
    <div className="effects">
      <div>
        <Text size="sm" fw={600}>A retry begins at {stage} and will</Text>
        <List size="sm" spacing={2} icon={<CheckIcon aria-hidden />}>{will.map((one) => <List.Item key={one}>{one}</List.Item>)}</List>
      </div>
      {willNot.length === 0 ? null : (
        <div>
          <Text size="sm" fw={600}>It will not</Text>
          <List size="sm" spacing={2} icon={<Cross2Icon aria-hidden />}>{willNot.map((one) => <List.Item key={one}>{one}</List.Item>)}</List>
        </div>
      )}
    </div>
  );
}
