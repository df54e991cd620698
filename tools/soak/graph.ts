// Memory and open files over time as one SVG, a line for each process; it follows the reader's light or dark.
import type { Sample } from './process-samples';

const width = 960;
const panelHeight = 260;
const edge = { left: 60, right: 150, top: 34, bottom: 34 };
const gridLines = 4;
/** Colours that people with any sight tell apart on light and on dark (Okabe and Ito). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8c8c8c'];

/** Times on the horizontal axis are in minutes. */
export function graphOf(samples: readonly Sample[], title: string): string {
  const names = [...new Set(samples.map(({ process }) => process))];
  const minutes = Math.max(1, ...samples.map(({ at }) => at)) / 60;
  const panel = (top: number, label: string, value: (sample: Sample) => number): string => panelOf({ top, label, minutes, series: names.map((name) => seriesOf(samples.filter(({ process }) => process === name), value)) });
  const legend = names.map((name, place) => `  <text x="${width - edge.right + 14}" y="${edge.top + 14 + place * 20}" fill="${colours[place % colours.length]}" font-weight="600">${name}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${2 * panelHeight}" role="img" aria-labelledby="title" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif" font-size="13">
  <title id="title">${title}</title>
  <style>
    :root { --ink: #1f2933; --line: #d5dbe1; --ground: #ffffff; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --line: #36414c; --ground: #12171d; } }
    .ink { fill: var(--ink); } .grid { stroke: var(--line); } .ground { fill: var(--ground); } polyline { fill: none; stroke-width: 1.6; }
  </style>
  <rect class="ground" width="${width}" height="${2 * panelHeight}"/>
${panel(0, 'Memory (MiB)', ({ memory }) => memory)}
${panel(panelHeight, 'Open files', ({ files }) => files)}
${legend.join('\n')}
</svg>
`;
}

type Point = [minute: number, value: number];
const seriesOf = (samples: readonly Sample[], value: (sample: Sample) => number): Point[] => samples.map((sample) => [sample.at / 60, value(sample)]);

function panelOf({ top, label, minutes, series }: { top: number; label: string; minutes: number; series: Point[][] }): string {
  const most = niceCeiling(Math.max(1, ...series.flat().map(([, value]) => value)));
  const x = (minute: number): string => (edge.left + (minute / minutes) * (width - edge.left - edge.right)).toFixed(1);
  const y = (value: number): string => (top + panelHeight - edge.bottom - (value / most) * (panelHeight - edge.top - edge.bottom)).toFixed(1);
  const steps = Array.from({ length: gridLines + 1 }, (_, step) => step / gridLines);
  return [
    `  <text class="ink" x="${edge.left}" y="${top + 20}" font-weight="600">${label}</text>`,
    ...steps.map((step) => `  <line class="grid" x1="${edge.left}" x2="${width - edge.right}" y1="${y(step * most)}" y2="${y(step * most)}"/><text class="ink" x="${edge.left - 8}" y="${y(step * most)}" dy="4" text-anchor="end">${Math.round(step * most)}</text>`),
    ...steps.map((step) => `  <text class="ink" x="${x(step * minutes)}" y="${top + panelHeight - 12}" text-anchor="middle">${Math.round(step * minutes * 10) / 10} min</text>`),
    ...series.map((points, place) => `  <polyline stroke="${colours[place % colours.length]}" points="${points.map(([minute, value]) => `${x(minute)},${y(value)}`).join(' ')}"/>`),
  ].join('\n');
}

/** The next of 1, 2, 4, 5, 8 times a power of ten, which four grid lines divide well. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return (([1, 2, 4, 5, 8] as const).find((step) => step * power >= value) ?? 10) * power;
}
