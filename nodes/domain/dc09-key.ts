const HEX = /^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{48}|[0-9A-Fa-f]{64})$/;
const PRINTABLE = /^[\x21-\x7e]*$/;

/**
 * True for a key of ANSI/SIA DC-09 as people write it: 128, 192 or 256 bits as 32, 48 or 64 hexadecimal digits, or as
 * 16, 24 or 32 other characters.
 */
export function isKey(text: string): boolean {
  return isHexKey(text) || (PRINTABLE.test(text) && [16, 24, 32].includes(text.length));
}

export function isHexKey(text: string): boolean {
  return HEX.test(text);
}
