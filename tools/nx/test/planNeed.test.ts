import { describe, expect, it } from 'vitest';
import { planNeed } from '../src/suites/planNeed.mjs';

const nx = '/workspace/node_modules/.bin/nx';

function needOf(command: string): string {
  return planNeed(['node', nx, ...command.split(' ')], {});
}

describe('how much of the plans a command needs', () => {
  it.each([
    ...['run-many -t lint', 'run-many --target=test --parallel=2', 'run-many -t lint test -p @ballast/core'],
    ...['affected -t lint,test --base main', 'run @ballast/core:lint', '@ballast/core:test', 'lint @ballast/core'],
    ...['format:check', 'report'],
  ])('nothing: nx %s', (command) => {
    expect(needOf(command)).toBe('none');
  });

  it.each([
    ...['run digits:run', 'digits:table', 'run-many -t cell', 'run-many -t lint cell', 'affected -t report'],
    ...['run-many', 'show project digits', 'graph', 'run-many -p digits -t smoke', 'table digits'],
  ])('exact plans: nx %s', (command) => {
    expect(needOf(command)).toBe('exact');
  });

  it('names: nx show projects', () => {
    expect(needOf('show projects --affected')).toBe('names');
  });

  it('exact plans where another process asks, and what the environment says before all', () => {
    expect(planNeed(['node', '/workspace/node_modules/nx/dist/daemon/server/start.js'], {})).toBe('exact');
    expect(planNeed(['node', nx, 'run-many', '-t', 'lint'], { BALLAST_NX_PLAN: 'exact' })).toBe('exact');
    expect(planNeed(['node', nx, 'run', 'digits:run'], { BALLAST_NX_PLAN: 'none' })).toBe('none');
  });
});
