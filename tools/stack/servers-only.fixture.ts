// A stack without services, as a program that tests end from outside.
import { guardianGone } from './guarded-process';
import { openStack } from './stack';
import { explain } from './stack-error';
import { stopRequest } from './stop-request';

async function serversOnly(): Promise<number> {
  const stopRequested = stopRequest();
  const stack = await openStack({ environment: process.env, reset: process.argv.includes('--reset'), sandbox: false, report: console.log });
  try {
    console.log(`ready in ${stack.data.path}`);
    stack.data.describe('servers only');
    const reason = await Promise.race([stopRequested, stack.infrastructure.lost]);
    if (reason instanceof Error) throw reason;
    return 0;
  } finally {
    await stack.stop();
    await guardianGone();
  }
}

serversOnly().then((code) => process.exit(code), (error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
