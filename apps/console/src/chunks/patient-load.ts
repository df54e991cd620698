// Parts of the console are loaded when they are shown; one that is asked for while the gateway is away comes when it is back.

const longestPause = 4_000;
/** Together about a minute: what has not come by then is no longer there, since another version is. */
const mostAttempts = 18;

export type Pause = (milliseconds: number) => Promise<void>;
const pauseByClock: Pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** @throws what the last attempt threw */
export async function patientLoad<Part>(load: () => Promise<Part>, pause: Pause = pauseByClock): Promise<Part> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await load();
    } catch (error) {
      if (attempt >= mostAttempts) throw error;
      await pause(Math.min(longestPause, 250 * 2 ** attempt));
    }
  }
}
