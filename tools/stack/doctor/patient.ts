// What the doctor knows before it looks.
import type { LoadedConfig } from '#platform';
import type { Mode } from '../mode';

export interface Patient {
  environment: NodeJS.ProcessEnv;
  mode: Mode;
  /** Undefined when the environment cannot be used. */
  config: LoadedConfig | undefined;
}
