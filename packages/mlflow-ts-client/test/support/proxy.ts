import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Proxy {
  readonly uri: string;
  /** Requests seen, as `METHOD path`. */
  readonly seen: string[];
  readonly close: () => Promise<void>;
}

/** What becomes of one request: `lose` lets the server do it and cuts the line before the answer. */
export type Fate = 'pass' | 'lose' | { readonly status: number; readonly headers?: Record<string, string> };

/** Stands before a real server and spoils what `fate` says. */
export async function openProxy(
  target: string,
  fate: (request: string, time: number) => Fate = () => 'pass',
  tls?: https.ServerOptions,
): Promise<Proxy> {
  const seen: string[] = [];
  const handle = (incoming: http.IncomingMessage, outgoing: http.ServerResponse): void => {
    const request = `${incoming.method ?? ''} ${incoming.url ?? ''}`;
    seen.push(request);
    const decided = fate(request, seen.filter((one) => one === request).length);
    if (typeof decided === 'object') {
      incoming.resume();
      outgoing.writeHead(decided.status, decided.headers).end('<html><h1>spoilt</h1></html>');
      return;
    }
    const upstream = http.request(target + (incoming.url ?? ''), {
      method: incoming.method,
      headers: incoming.headers,
    });
    incoming.pipe(upstream);
    upstream.on('error', () => incoming.socket.destroy());
    upstream.on('response', (answer) => {
      if (decided === 'lose') {
        answer.resume().on('end', () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
  };
  const server = tls === undefined ? http.createServer(handle) : https.createServer(tls, handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    uri: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${String(port)}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
