// When a feature that is stuck is not run any more; 0 turns a brake off.
import { wholeNumber } from '../forms';
import { variable } from '../variable';

const limit = wholeNumber(0, 1000);

export const brakes = {
  SPECLINE_BRAKE_NO_PROGRESS_RUNS: variable(limit, { default: '3', usedBy: ['gateway'], description: 'So many runs in a row that find the same tasks.md, or publish the same commit, park their feature (brake.no_progress); 0 for never.' }),
  SPECLINE_BRAKE_RUNS_PER_DAY: variable(limit, { default: '20', usedBy: ['gateway'], description: 'So many runs a feature may have in a day, in UTC (brake.allowance_used); 0 for any number.' }),
  SPECLINE_BRAKE_FAILURES: variable(limit, { default: '3', usedBy: ['gateway'], description: 'So many runs in a row that fail pause their feature (brake.repeated_failures); 0 for never.' }),
  SPECLINE_BRAKE_UNREVIEWED_PULL_REQUESTS: variable(wholeNumber(0, 100), { default: '5', usedBy: ['gateway'], description: 'So many open pull requests of Specline keep their repository from new runs (brake.unreviewed_pull_requests); 0 for any number.' }),
};
