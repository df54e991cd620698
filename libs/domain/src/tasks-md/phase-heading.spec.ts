import { isPhaseTitle } from './phase-heading';
import { slugOf, titleOf } from './phase-title';

describe('isPhaseTitle', () => {
  it.each([
    'Phase 1: Setup', 'Phase 3.1: Setup', 'Phase 1a: Setup', 'Phase 2 - Foundational', 'Phase 2 — Tests', 'Phase 2 – Tests', 'Phase 4 (Week 1)', 'Phase 5.', 'Phase 7',
    'phase 3: lower case', 'PHASE 3: UPPER CASE', 'Phase III: Roman', 'Phase B: Letter', 'Phase N: Polish', 'Phase [N]: Polish', 'Phase [X] Polish', 'Phase 1：全角', 'Phase1: Setup',
    'Final Phase: Polish', 'Final Phase', '**Phase 2: Bold**', '`Phase 2`: Code', '🚀 Phase 1: Rocket', 'Phase 1 ✅: Done', 'Phase 1 ✅ Done', '✅ Phase 1 - Done', '1. Phase 1: Numbered', '[x] Phase 1: Ticked', '1️⃣ Phase 1: Keycap',
    'Phase 1 & 2: Both', 'Phase 3/4: Both', 'Phase 3-5: Range', 'Phase 3 [US1]: Story',
    'フェーズ 1: セットアップ', 'フェーズ1：セットアップ', 'フェーズ 2 基盤', '第1阶段：基础', '第 2 阶段 - 核心', '第一阶段：准备', '阶段 3：收尾', '階段 3：收尾', '最終フェーズ: 仕上げ', '1단계: 설정', '단계 2: 구현',
    'Fase 1: Configuración', 'Fase final: Pulido', 'Этап 1: Подготовка', 'Étape 2 : Base', 'Aşama 1: Kurulum',
  ])('"%s" names a phase', (title) => {
    expect(isPhaseTitle(title)).toBe(true);
  });

  it.each([
    'Phase Dependencies', 'Phases', 'Phases:', 'Phase Details', 'Phase', 'Phase overview (all)', 'Phased rollout: 1', 'Phase 2 Dependencies', 'Phase 1 to 3 summary', 'Phase-out plan', 'Tests for Phase 1: Setup', 'Setup', '', 'Dependencies & Execution Order',
    'Implementation Phases', 'Paraphrase 1: x', '阶段依赖', 'フェーズの依存関係', '第1章：概要', '第一回', '2.0: Release', 'Final Phases', 'Fast 1: x',
  ])('"%s" names none', (title) => {
    expect(isPhaseTitle(title)).toBe(false);
  });
});

describe('slugOf', () => {
  it('joins the letters and digits of any script by dashes', () => {
    expect(slugOf('Phase 2: Foundational (Blocking Prerequisites)')).toBe('phase-2-foundational-blocking-prerequisites');
    expect(slugOf('Phase 1: Setup（共享基础设施）')).toBe('phase-1-setup-共享基础设施');
  });

  it('keeps two long titles apart that begin alike', () => {
    const start = 'Phase 3: User Story 1 - The rule is stated once, durably, and carries its companion';
    expect(slugOf(`${start} A`)).not.toBe(slugOf(`${start} B`));
    expect(slugOf(`${start} A`).length).toBeLessThanOrEqual(60);
  });

  it('names a title without letters', () => {
    expect(slugOf('🎯')).toMatch(/^untitled-[0-9a-f]{16}$/);
  });
});

it('a title keeps its markup and loses comments and closing marks', () => {
  expect(titleOf('Phase 1: **Setup** 🎯 <!-- sequential --> ##')).toBe('Phase 1: **Setup** 🎯');
});
