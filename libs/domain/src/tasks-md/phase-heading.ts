// Decides which headings name a phase: "Phase 3: …", "Final Phase", "フェーズ 2", "第1阶段", "Fase 1", …

const longestHeading = 300;
const plainText = /^[ -~]*$/;
const pictures = /[\p{Extended_Pictographic}\p{Emoji_Modifier}]/gu;
const pictureJoiners = /[\u200d\ufe0e\ufe0f\u20e3]/gu;
const inFront = /^(?:[\s#*_~[\]()>|✓✔✗✘☐☑☒•·]|[xX~-]\]|\d+(?:\.\d+){0,3}[.)]?[\s|])+/u;

const eastern = '(?:フェーズ|フェイズ|阶段|階段|段階|期|단계|페이즈)';
const western = '(?:phase|fase|fas|faza|fáze|fázis|фаза|этап|étape|etapa|aşama|vaihe|giai đoạn)';
const digits = '(?:\\d+(?:\\.\\d+)*[a-z]?)';
const number = `(?:${digits}|[ivxlc]+|[a-z])`;
const more = `(?:\\s?(?:&|\\+|/|,|and)\\s?${number})*`;
const easternNumber = `(?:${digits}|n|[〇零一二三四五六七八九十百]+)`;
// What may follow the number: a separator or nothing; eastern scripts also separate by a space alone.
const separator = '[:–—―−‐‑\\-.。(\\[、|]';
const end = `(?=\\s*(?:$|${separator}))`;
const easternEnd = `(?=\\s|$|${separator})`;

const startsWithNumber = new RegExp(`^\\d+\\s?(?:${eastern}|aşama)${easternEnd}`, 'iu');
const shapes = [
  startsWithNumber,
  new RegExp(`^${western}(?:\\s[#№]?|[-#]?(?=\\d))${number}${more}${end}`, 'iu'),
  new RegExp(`^(?:${western}|${eastern})\\s?[[({<]`, 'iu'),
  new RegExp(`^(?:final ${western}|${western} final)(?:\\s${number})?${end}`, 'iu'),
  new RegExp(`^(?:最終|最终|最后|最後)の?${eastern}${easternEnd}`, 'u'),
  new RegExp(`^第\\s?${easternNumber}\\s?${eastern}${easternEnd}`, 'iu'),
  new RegExp(`^${eastern}\\s?${easternNumber}${easternEnd}`, 'iu'),
];

/** `text` is a heading's text without its `#` marks. A title that only mentions phases ("Phase Dependencies", "Phases") is none. */
export function isPhaseTitle(text: string): boolean {
  const plain = withoutMarkup(text.slice(0, longestHeading));
  const title = startsWithNumber.test(plain) ? plain : plain.replace(inFront, '');
  return shapes.some((shape) => shape.test(title));
}

/** Emoji become a separator, because "Phase 1 ✅ Setup" is a phase and "✅ Phase 1: Setup" is one too. */
function withoutMarkup(text: string): string {
  const letters = plainText.test(text) ? text : text.normalize('NFKC').replace(pictureJoiners, '').replace(pictures, '|');
  return letters.replace(/\*\*|__|~~|`/g, '').replace(/\s+/g, ' ').trim();
}
