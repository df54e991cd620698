// Compiles what changed, without installing anything.
import { build, builtFrom, sourcesDigest } from './bootstrap/build.mjs';
import { exclusively } from './bootstrap/exclusively.mjs';

const digest = sourcesDigest();
if (builtFrom() !== digest) await exclusively(() => build(digest));
