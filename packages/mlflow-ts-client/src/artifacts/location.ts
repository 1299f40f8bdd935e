import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Where a run's (or a logged model's) artifacts are, and so how one gets there. */
export type ArtifactLocation =
  /** The server hands them on: the URL of the folder, unencoded path. */
  | { readonly type: 'proxied'; readonly server: string; readonly path: string }
  /** A folder on the server's disk. */
  | { readonly type: 'folder'; readonly folder: string }
  /** `s3:`, `gs:` …: only the server has the credentials. */
  | { readonly type: 'cloud'; readonly uri: string };

/** Reads an artifact URI, such as `mlflow-artifacts:/1/<run>/artifacts`. */
export function artifactLocation(artifactUri: string, trackingUri: string): ArtifactLocation {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]+):(.*)$/is.exec(artifactUri) ?? [];
  if (scheme === 'mlflow-artifacts') return proxied(rest, trackingUri);
  if (scheme === 'file') return { type: 'folder', folder: fileURLToPath(artifactUri) };
  return scheme === '' ? { type: 'folder', folder: artifactUri } : { type: 'cloud', uri: artifactUri };
}

/** Whether the server runs on this machine, so that its disk is ours. */
export function isLocalServer(trackingUri: string): boolean {
  const host = new URL(trackingUri).hostname;
  return host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
}

function proxied(rest: string, trackingUri: string): ArtifactLocation {
  const [, host, path = ''] = /^\/\/([^/]+)(\/.*)?$/s.exec(rest) ?? [undefined, undefined, rest];
  // A host in the URI is another server than the tracking server; it gets no credentials.
  const server = host === undefined ? trackingUri : `${new URL(trackingUri).protocol}//${host}`;
  return { type: 'proxied', server, path: path.replace(/^\/+/, '') };
}
