// Stands for zod in the browser: the contracts build their schemas into the void. The gateway checks shapes; the console uses their types
// and constants, and is spared 30 kB. Whoever wants to check something here is told so.
const nothing: object = new Proxy(() => nothing, {
  apply: () => nothing,
  get(_target, name) {
    if (typeof name === 'string' && /parse/i.test(name)) throw new Error('schemas are not part of the console: see apps/console/build/no-schemas.ts');
    return name === Symbol.iterator ? undefined : nothing;
  },
});

export const z = nothing;
