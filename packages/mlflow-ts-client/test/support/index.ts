/** A real server for the tests of those who stand on this client. */
export { INSTALL_TIMEOUT, missing } from './environment.ts';
export { MlflowServer, readWithPython, type ServerSettings } from './mlflowServer.ts';
