import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves bytes on 127.0.0.1, byte ranges included, and can cut transfers off or refuse. */
export class ArchiveServer {
  /** The Range header of every request; undefined where there was none. */
  readonly ranges: (string | undefined)[] = [];
  /** How many of the next transfers are cut off after half of what is left. */
  cutOff = 0;
  supportsRanges = true;
  status = 200;
  private readonly server: Server;

  constructor(private readonly content: Buffer) {
    this.server = createServer((request, response) => {
      this.answer(request, response);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/small-binary.tar.gz`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer({ headers }: IncomingMessage, response: ServerResponse): void {
    this.ranges.push(headers.range);
    if (this.status !== 200) {
      response.writeHead(this.status).end();
      return;
    }
    const start = this.supportsRanges ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0;
    if (start >= this.content.length) {
      response.writeHead(416).end();
      return;
    }
    const rest = this.content.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': rest.length });
    if (this.cutOff-- > 0) {
      response.write(rest.subarray(0, rest.length / 2), () => setTimeout(() => response.destroy(), 50));
    } else {
      response.end(rest);
    }
  }
}
