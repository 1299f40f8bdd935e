/** Who asks. */
export type Authentication =
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | { readonly type: 'token'; readonly token: string };

/** The `Authorization` header (RFC 7617 in UTF-8; RFC 6750). */
export function authorizationHeader(authentication: Authentication): string {
  if (authentication.type === 'token') return `Bearer ${authentication.token}`;
  const { username, password } = authentication;
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}
