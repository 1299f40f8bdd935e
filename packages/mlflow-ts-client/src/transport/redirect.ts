import type { HttpMethod } from './request.ts';

/** How many hops are followed. */
export const MAXIMUM_REDIRECTS = 5;

/**
 * Where a redirect leads, or undefined when the answer is none that may be followed: reads follow all of them,
 * writes those that keep method and body (307, 308).
 */
export function redirectTarget(
  method: HttpMethod,
  status: number,
  location: string | undefined,
  from: URL,
): URL | undefined {
  const followed = method === 'GET' ? [301, 302, 303, 307, 308] : [307, 308];
  return location !== undefined && followed.includes(status) ? new URL(location, from) : undefined;
}
