export { dataConverter, unpacked } from './envelope-codec.ts';
export { mostPacked, packedBytes } from './packed-bytes.ts';
