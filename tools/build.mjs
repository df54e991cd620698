// Builds what changed, without installing anything.
import { exclusively } from './bootstrap/exclusively.mjs';
import { buildOutdated, upToDate } from './bootstrap/outputs.mjs';

if (!upToDate()) await exclusively(buildOutdated);
