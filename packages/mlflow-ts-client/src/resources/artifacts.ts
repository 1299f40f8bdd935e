import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { artifactBody, type ArtifactBody, type ArtifactContent } from '../artifacts/content.ts';
import { artifactLocation, isLocalServer, type ArtifactLocation } from '../artifacts/location.ts';
import { checkArtifactPath } from '../artifacts/path.ts';
import { DEFAULT_MULTIPART, uploadInParts, writeToFolder, type MultipartOptions } from '../artifacts/upload.ts';
import { MlflowInputError } from '../errors.ts';
import * as requests from '../requests/artifacts.ts';
import type { ArtifactInfo } from '../requests/artifacts.ts';
import { serverInfo } from '../requests/server.ts';
import type { Transport } from '../transport/transport.ts';
import { paginate } from '../types/page.ts';
import type { RunInfo } from '../types/run.ts';
import { SERVER_UPLOAD_LIMIT } from '../values/limits.ts';

/** Whose artifacts: a run's `info` has both. */
export type ArtifactOwner = Pick<RunInfo, 'runId' | 'artifactUri'>;

/** Files of runs. Every method may throw a `MlflowError`. */
export class Artifacts {
  private canSendParts: Promise<boolean> | undefined;

  constructor(
    private readonly transport: Transport,
    private readonly multipart: MultipartOptions = DEFAULT_MULTIPART,
  ) {}

  /**
   * Stores a file of a run, whole or not at all; one that is there is overwritten. The way depends on where the run
   * keeps its artifacts: through the server's proxy; into the folder itself when the server is on this machine;
   * else through the server's upload route, which takes 10 MiB.
   */
  async upload(owner: ArtifactOwner, path: string, content: ArtifactContent): Promise<void> {
    const location = artifactLocation(owner.artifactUri, this.transport.options.trackingUri);
    const body = await artifactBody(content);
    if (location.type === 'proxied' || this.isOurDisk(location)) {
      await this.uploadTo(owner.artifactUri, path, content);
      return;
    }
    checkServerUpload(path, body);
    await this.transport.call(requests.postRunArtifact(owner.runId, checkArtifactPath(path), body));
  }

  /** Stores a file below an artifact URI, such as a logged model's; only where that is proxied or on this machine. */
  async uploadTo(artifactUri: string, path: string, content: ArtifactContent): Promise<void> {
    const location = artifactLocation(artifactUri, this.transport.options.trackingUri);
    const body = await artifactBody(content);
    checkArtifactPath(path);
    if (location.type === 'proxied') await this.uploadProxied(location, path, body);
    else if (location.type === 'folder' && this.isOurDisk(location)) await writeToFolder(location.folder, path, body);
    else
      throw new MlflowInputError(`No way to write to ${artifactUri} from here: the server does not hand artifacts on.`);
  }

  /** A file's bytes. */
  async download(runId: string, path: string): Promise<Buffer> {
    return this.transport.call(requests.getRunArtifact(runId, checkArtifactPath(path)));
  }

  /** Saves a file, of any size, on this machine. */
  async downloadTo(runId: string, path: string, file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await this.transport.call(requests.getRunArtifact(runId, checkArtifactPath(path)), {
      saveTo: (bytes) => pipeline(bytes, createWriteStream(file)),
    });
  }

  /** A file below an artifact URI that the server hands on. */
  async downloadFrom(artifactUri: string, path: string): Promise<Buffer> {
    const { server, path: root } = this.proxied(artifactUri);
    return this.transport.call(requests.getProxied(server, `${root}/${checkArtifactPath(path)}`));
  }

  /** The files and folders of one folder; nothing for a path that is none. */
  list(runId: string, folder?: string): AsyncGenerator<ArtifactInfo, void> {
    return paginate((token) => this.transport.call(requests.listArtifacts(runId, folder, token)));
  }

  /** Every file below a folder. */
  async *walk(runId: string, folder?: string): AsyncGenerator<ArtifactInfo, void> {
    for await (const item of this.list(runId, folder)) {
      if (item.isFolder) yield* this.walk(runId, item.path);
      else yield item;
    }
  }

  /** Removes a file or folder; only where the server hands artifacts on. */
  async delete(owner: ArtifactOwner, path: string): Promise<void> {
    const { server, path: root } = this.proxied(owner.artifactUri);
    await this.transport.call(requests.deleteProxied(server, `${root}/${checkArtifactPath(path)}`));
  }

  private async uploadProxied(
    { server, path: root }: Extract<ArtifactLocation, { type: 'proxied' }>,
    path: string,
    body: ArtifactBody,
  ): Promise<void> {
    const whole = `${root}/${path}`;
    const { threshold, partSize } = this.multipart;
    if (body.bytes >= threshold && server === this.transport.options.trackingUri && (await this.sendsParts())) {
      await uploadInParts(this.transport, whole, body, partSize);
    } else {
      await this.transport.call(requests.putProxied(server, whole, body));
    }
  }

  private sendsParts(): Promise<boolean> {
    this.canSendParts ??= this.transport.call(serverInfo()).then(
      (info) => info.multipartUploads,
      // Servers before 3.x do not say; a whole file is what they all take.
      () => false,
    );
    return this.canSendParts;
  }

  private isOurDisk(location: ArtifactLocation): boolean {
    return location.type === 'folder' && isLocalServer(this.transport.options.trackingUri);
  }

  private proxied(artifactUri: string): Extract<ArtifactLocation, { type: 'proxied' }> {
    const location = artifactLocation(artifactUri, this.transport.options.trackingUri);
    if (location.type === 'proxied') return location;
    throw new MlflowInputError(`The server does not hand on the artifacts at ${artifactUri}.`);
  }
}

function checkServerUpload(path: string, { bytes }: ArtifactBody): void {
  if (bytes > 0 && bytes <= SERVER_UPLOAD_LIMIT) return;
  throw new MlflowInputError(
    `${path} has ${String(bytes)} bytes; without --serve-artifacts the server takes 1 to ${String(SERVER_UPLOAD_LIMIT)}.`,
  );
}
