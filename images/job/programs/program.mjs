// How our programs read their variables and how they end: the last line of standard error is JSON, and the exit code says which way it went wrong.
// @ts-check

/** By what a failure's code says after the dot; everything else ends with 1. */
const exitCodes = { usage: 2, fetch_failed: 3, too_large: 4, base_damaged: 5, patch_unfit: 5, tree_unreadable: 5, not_collected: 125 };

export class ProgramFailure extends Error {
  /** @param {keyof typeof exitCodes} what @param {string} message */
  constructor(what, message) {
    super(message);
    this.what = what;
  }
}

/** Runs `main` and sees to the program's end. @param {string} name @param {() => Promise<void> | void} main */
export async function run(name, main) {
  try {
    await main();
  } catch (error) {
    const what = error instanceof ProgramFailure ? error.what : undefined;
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${JSON.stringify({ program: name, code: `${name}.${what ?? 'failed'}`, message: withoutToken(message).slice(0, 4000) })}\n`);
    process.exitCode = what ? exitCodes[what] : 1;
  }
}

/** A variable of the required form. @param {string} name @param {RegExp} form */
export function required(name, form) {
  const value = process.env[name] ?? '';
  if (!form.test(value)) throw new ProgramFailure('usage', `${name} ${value ? 'is malformed' : 'is missing'}`);
  return value;
}

/** A whole number above zero. @param {string} name @param {number} fallback */
export function number(name, fallback) {
  return process.env[name] ? Number(required(name, /^[1-9][0-9]{0,14}$/)) : fallback;
}

export const shaForm = /^[0-9a-f]{40}$/;

/** @param {string} text */
function withoutToken(text) {
  const token = process.env.SPECLINE_CLONE_TOKEN;
  if (!token) return text;
  return [token, Buffer.from(`x-access-token:${token}`).toString('base64')].reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text);
}
