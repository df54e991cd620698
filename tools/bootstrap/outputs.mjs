// What is built from the clone, and bringing it up to date.
import * as services from './build.mjs';
import * as client from './build-client.mjs';
import * as pages from './build-console.mjs';

// In order: each is made with those before it.
const outputs = [services, client, pages];

export function upToDate() {
  return outputs.every((output) => output.builtFrom() === output.sourcesDigest());
}

export async function buildOutdated() {
  for (const output of outputs) {
    const digest = output.sourcesDigest();
    if (output.builtFrom() !== digest) await output.build(digest);
  }
}
