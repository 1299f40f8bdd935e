/** The one tfjs namespace of the workspace; a second copy would bring a second `Tensor` class. */
export { tf } from './tfjs.mjs';
