// Loaded into a service before its program: the wall clock runs ahead or behind by what a file says, as after a jump of the machine's. Timers do not notice, as there.
import { readFileSync } from 'node:fs';
import { clockFileOf } from './clock-file';

const lookEvery = 100;
const file = clockFileOf(process.env.SPECLINE_DATA_DIR ?? '.', process.pid);
let offset = 0;

setInterval(() => {
  try {
    offset = Number(readFileSync(file, 'utf8'));
  } catch {
    offset = 0;
  }
}, lookEvery).unref();

const now = Date.now.bind(Date);
globalThis.Date = new Proxy(Date, {
  construct: (real, parts: [], kind) => Reflect.construct(real, parts.length > 0 ? parts : [now() + offset], kind) as Date,
  apply: (real) => new real(now() + offset).toString(),
  get: (real, name, self) => (name === 'now' ? (): number => now() + offset : Reflect.get(real, name, self) as unknown),
});
