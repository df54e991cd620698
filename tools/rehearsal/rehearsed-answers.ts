// What the rehearsed discovery and runner answer when the gateway asks them.
import type { Questions } from '#bus';
import {
  environmentQuestion, environmentSubject, featureQuestion, featureSubject, featuresQuestion, featuresSubject, phaseQuestion, phaseSubject, previewQuestion, previewSubject, type StageHost,
} from '#contracts';
import { discovered, surveyed } from './material';
import { rehearsedFeatures } from './populate';

export function answerAs(host: StageHost, questions: Questions): void {
  if (host === 'codex-runner') questions.answer(environmentSubject, host, environmentQuestion, async () => ({ environment: 'rehearsal' }));
  if (host !== 'discovery') return;
  const [first = ''] = rehearsedFeatures;
  questions.answer(featureSubject, host, featureQuestion, async () => ({ featureKey: first }));
  questions.answer(phaseSubject, host, phaseQuestion, async () => ({ state: 'same' as const, baseSha: discovered(first, 1).baseSha }));
  questions.answer(previewSubject, host, previewQuestion, async ({ featureKey = first }) => ({ discover: discovered(featureKey, 3) }));
  questions.answer(featuresSubject, host, featuresQuestion, async ({ repository }) => surveyed(repository, rehearsedFeatures));
}
