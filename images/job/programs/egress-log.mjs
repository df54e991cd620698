// What the proxy says on standard output: a line for each attempt, but no flood of them.
// @ts-check

const linesPerMinute = 200;

export class EgressLog {
  minute = 0;
  written = 0;
  suppressed = 0;

  /** @param {(line: string) => void} print @param {() => number} now milliseconds */
  constructor(print, now = Date.now) {
    this.print = print;
    this.now = now;
  }

  /** @param {object} content */
  write(content) {
    this.turnMinute();
    if (this.written < linesPerMinute) this.line(content);
    else this.suppressed += 1;
  }

  turnMinute() {
    const minute = Math.floor(this.now() / 60_000);
    if (minute === this.minute) return;
    this.minute = minute;
    this.written = 0;
    if (this.suppressed > 0) this.line({ suppressed: this.suppressed });
    this.suppressed = 0;
  }

  /** @param {object} content */
  line(content) {
    this.written += 1;
    this.print(JSON.stringify({ at: new Date(this.now()).toISOString(), ...content }));
  }
}
