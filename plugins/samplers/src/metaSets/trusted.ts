import { definePlugin, injectable, type MetaSetSource } from '@ballast/core';
import { z } from 'zod';

/** Nothing is drawn: the suite's own meta set. */
@injectable()
class TrustedMetaSet implements MetaSetSource {}

export const trusted = definePlugin({
  kind: 'meta set',
  id: 'trusted',
  docs: { summary: 'The small clean set that the suite holds out (`data.meta`).' },
  options: z.strictObject({}),
  use: TrustedMetaSet,
});
