export { dataConverter, unpacked } from './envelope-codec.ts';
export { mostPacked, packedBytes, packedSize } from './packed-bytes.ts';
