import { InMemoryRunLog } from './in-memory-run-log';
import { runLogContract } from './run-log.contract';

describe('the run log in memory', () => {
  runLogContract(async () => new InMemoryRunLog());
});
