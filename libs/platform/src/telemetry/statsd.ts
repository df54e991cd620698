// Metrics for installations that collect them with StatsD: one UDP packet each, sent and forgotten.
import { StatsD } from 'hot-shots';

export interface StatsdOptions { host: string; port: number; namespace: string }

/** Nothing is taken from Datadog's variables: what a service sends is the same wherever it runs. */
export function statsdClient({ host, port, namespace }: StatsdOptions): StatsD {
  return new StatsD({ host, port, prefix: namespace, datadog: false, includeDataDogTags: false, errorHandler: () => undefined });
}
