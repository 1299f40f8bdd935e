import type { SuiteResults } from '@ballast/suite';
import type { Setting } from '../grid.ts';
import { illustratedSettings } from '../truth.ts';
import { classCountsFigure } from './classCounts/figure.ts';
import { confusionFigure } from './confusion/figure.ts';
import { detectionFigure } from './detection/figure.ts';
import { standaloneSvg } from './drawing/standalone.ts';
import { epochCurvesFigure } from './epochCurves/figure.ts';
import type { Figure } from './figure.ts';
import { lossCurvesFigure } from './lossCurves/figure.ts';
import { robustnessFigure } from './robustness/figure.ts';
import { sampleWeightsFigure } from './sampleWeights/figure.ts';

/** A part of the report that figures belong to. */
export type FigureSection = 'curves' | 'weights' | 'confusion' | 'detection';

type SettingFigure = (results: SuiteResults, setting: Setting) => Figure;

/** The figures of one setting, by the section that they belong to. A new one: a folder beside these, and a line here. */
const settingFigures: Readonly<Record<FigureSection, readonly SettingFigure[]>> = {
  curves: [
    (results, setting) => epochCurvesFigure(results, setting, 'accuracy'),
    (results, setting) => epochCurvesFigure(results, setting, 'loss'),
  ],
  weights: [sampleWeightsFigure, classCountsFigure],
  confusion: [confusionFigure],
  detection: [detectionFigure, lossCurvesFigure],
};

/** Of one section, or of all. */
export function figuresOf(results: SuiteResults, setting: Setting, section?: FigureSection): Figure[] {
  const creators = section === undefined ? Object.values(settingFigures).flat() : settingFigures[section];
  return creators.map((create) => create(results, setting));
}

/** The figures over several settings: none where the suite varies neither noise rate nor imbalance ratio. */
export function robustnessFigures(results: SuiteResults): Figure[] {
  return [robustnessFigure(results, 'noise rate'), robustnessFigure(results, 'imbalance ratio')].filter(
    (figure) => figure !== undefined,
  );
}

/** Every figure of a report as a file of its own: its name, e.g. `loss-curves--flip2.svg`, and what is in it. */
export function figureFiles(results: SuiteResults, mostSettings?: number): ReadonlyMap<string, string> {
  const named = [
    ...robustnessFigures(results).map((figure) => ({ name: figure.id, figure })),
    ...illustratedSettings(results, mostSettings).flatMap((setting) =>
      figuresOf(results, setting).map((figure) => ({ name: `${figure.id}--${fileName(setting.id)}`, figure })),
    ),
  ];
  return new Map(
    named.flatMap(({ name, figure }) => {
      const svg = standaloneSvg(figure);
      return svg === undefined ? [] : [[`${name}.svg`, svg] as const];
    }),
  );
}

function fileName(id: string): string {
  return id.replace(/[^\w.-]+/g, '-');
}
