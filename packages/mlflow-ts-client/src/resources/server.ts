import * as requests from '../requests/server.ts';
import type { ServerInfo } from '../requests/server.ts';
import type { Transport } from '../transport/transport.ts';

/** The server itself. */
export class Server {
  constructor(private readonly transport: Transport) {}

  /** What it can do. */
  info(): Promise<ServerInfo> {
    return this.transport.call(requests.serverInfo());
  }

  /** Such as `3.17.2`; behind basic authentication only with credentials. */
  version(): Promise<string> {
    return this.transport.call(requests.serverVersion());
  }

  /** `OK`; true of a server that refuses everything else, too. */
  health(): Promise<string> {
    return this.transport.call(requests.serverHealth());
  }
}
