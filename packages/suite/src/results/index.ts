export { findResults, type ResultsChoice } from './findResults.ts';
export { readSuiteResults } from './readSuiteResults.ts';
export { ResultsReader } from './resultsReader.ts';
export { findSuiteFile, isSuite, suiteName } from './suiteFile.ts';
export { viewName, type View } from './views.ts';
export { suiteFolder, viewFolder, type SuiteFolder } from '../store/suiteFolder.ts';
export type * from './types.ts';
export { writeFileAtomically } from '../store/atomic.ts';
