// What can be turned while the emulator runs: the pace of the service, how stale its listing is, what its titles look like.
import { z } from 'zod';

export const CloudSettings = z.strictObject({
  /** From a task's creation to its outcome, at least. */
  latencyMs: z.int().nonnegative().default(1_000),
  /** The listing shows the service as it was so long ago; details are always current. */
  listingLagMs: z.int().nonnegative().default(0),
  /** `generated` hides the prompt, and with it a marker at its start. */
  titles: z.enum(['prompt', 'generated']).default('prompt'),
  /** Of tokens issued from now on; ten days is what the service gives. */
  accessTokenLifetimeMs: z.int().positive().default(10 * 24 * 60 * 60 * 1000),
});
export type CloudSettings = z.output<typeof CloudSettings>;
