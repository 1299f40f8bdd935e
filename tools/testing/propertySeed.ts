import fc from 'fast-check';

/**
 * Property tests try the same cases in every run, so that a change is judged by what it changed.
 * PROPERTY_SEED=<integer> tries others.
 */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1) });
