import { z } from 'zod';

export const Rate = z.number().min(0).max(1);
