/**
 * Frames of ANSI/SIA DC-09 that others have published, as they stand there: only the facts, from the source that each
 * names. LF and CR are left out.
 */

/** Java library sia-dc-09 of Swissdotnet, tests of its writer (copied in github.com/twanchai/sia-dc-09-library). */
const SWISSDOTNET = "swissdotnet sia-dc-09, SerializationStandardTest.java";
/** Test cases of github.com/eavanvalkenburg/pysiaalarm; their CRC and length are without the time that stands there. */
const PYSIAALARM = "eavanvalkenburg/pysiaalarm, test_sia_package_cases.py";
/** Rust simulators github.com/fioletoven/dc09. */
const FIOLETOVEN = "fioletoven/dc09, message.tests.rs";
/** Generator of North Latitude Technology, dc09gen.northlat.com, as github.com/schmupu/ioBroker.sia cites it. */
const NORTHLAT = "dc09gen.northlat.com, in ioBroker.sia, sia.js";
/** Tests of github.com/mikkel-esp/SIADC-09HACSImplementation, which took them from a debugger for DC-09. */
const DEBUGGER = "mikkel-esp/SIADC-09HACSImplementation, test_dc09_protocol.py";
/** Tests of github.com/replicatorbe/jeedom-plugin-ajaxsiabe, which have the frame from elsewhere. */
const JEEDOM = "replicatorbe/jeedom-plugin-ajaxsiabe, test_codec.php";

export interface PlainVector {
  readonly from: string;
  readonly frame: string;
  readonly token: string;
  readonly sequence: number;
  readonly receiver: string | null;
  readonly line: string;
  readonly account: string;
  readonly data: string;
  readonly extended?: readonly string[];
  readonly at?: string;
}

export const PLAIN: readonly PlainVector[] = [
  {
    from: PYSIAALARM,
    frame: 'CE110032"SIA-DCS"9876R579BDFL789ABC#12345A[#12345A|NFA129]',
    ...{ token: "SIA-DCS", sequence: 9876, receiver: "579BDF", line: "789ABC", account: "12345A" },
    data: "#12345A|NFA129",
  },
  {
    from: PYSIAALARM,
    frame: '87CD0037"ADM-CID"9876R579BDFL789ABC#12345A[#12345A|1110 00 129]',
    ...{ token: "ADM-CID", sequence: 9876, receiver: "579BDF", line: "789ABC", account: "12345A" },
    data: "#12345A|1110 00 129",
  },
  {
    from: SWISSDOTNET,
    frame:
      '7C37006b"SIA-DCS"0000RC0FFDL1234#080027E62A64[#080027E62A64|NHB0003][X115000][X115000][X115000]_13:53:11,06-22-2015',
    ...{ token: "SIA-DCS", sequence: 0, receiver: "C0FFD", line: "1234", account: "080027E62A64" },
    ...{ data: "#080027E62A64|NHB0003", extended: ["X115000", "X115000", "X115000"] },
    at: "2015-06-22T13:53:11Z",
  },
  {
    from: SWISSDOTNET,
    frame: 'C26E0038"NULL"0000RC0FFDL1234#080027E62A64[]_13:40:27,06-22-2015',
    ...{ token: "NULL", sequence: 0, receiver: "C0FFD", line: "1234", account: "080027E62A64", data: "" },
    at: "2015-06-22T13:40:27Z",
  },
  {
    from: SWISSDOTNET,
    frame: '596E0024"NULL"0000RC0FFDL1234#080027E62A64[]',
    ...{ token: "NULL", sequence: 0, receiver: "C0FFD", line: "1234", account: "080027E62A64", data: "" },
  },
  {
    from: SWISSDOTNET,
    frame: '14140023"DUH"0045RC0FFDL1234#080027E62A64[]',
    ...{ token: "DUH", sequence: 45, receiver: "C0FFD", line: "1234", account: "080027E62A64", data: "" },
  },
  {
    from: SWISSDOTNET,
    frame: 'E566004e"RSP"0045RC0FFDL1234#080027E62A64[#080027E62A64|NZZOR0003]_15:15:25,06-22-2015',
    ...{ token: "RSP", sequence: 45, receiver: "C0FFD", line: "1234", account: "080027E62A64" },
    ...{ data: "#080027E62A64|NZZOR0003", at: "2015-06-22T15:15:25Z" },
  },
  {
    from: FIOLETOVEN,
    frame: 'F4D20029"SIA-DCS"0001RF3L77#1234[#1234|NRR|Atest]',
    ...{ token: "SIA-DCS", sequence: 1, receiver: "F3", line: "77", account: "1234" },
    data: "#1234|NRR|Atest",
  },
  {
    from: FIOLETOVEN,
    frame: 'E4410025"NAK"0000R0L0A0[]_16:20:01,09-24-2025',
    ...{ token: "NAK", sequence: 0, receiver: "0", line: "0", account: "", data: "" },
    at: "2025-09-24T16:20:01Z",
  },
  {
    from: DEBUGGER,
    frame: 'B0AC0027"ADM-CID"0001L0#7099[#7099|1628 01 000]',
    ...{ token: "ADM-CID", sequence: 1, receiver: null, line: "0", account: "7099" },
    data: "#7099|1628 01 000",
  },
  {
    from: DEBUGGER,
    frame: '1D85002B"NULL"0001L0#00653210[]_09:17:32,05-18-2016',
    ...{ token: "NULL", sequence: 1, receiver: null, line: "0", account: "00653210", data: "" },
    at: "2016-05-18T09:17:32Z",
  },
  {
    from: DEBUGGER,
    frame: '68AF0025"SIA-DCS"0001L0#1234[#1234|Nri1/BA12]',
    ...{ token: "SIA-DCS", sequence: 1, receiver: null, line: "0", account: "1234" },
    data: "#1234|Nri1/BA12",
  },
  {
    from: DEBUGGER,
    frame: '2729002e"ACK"0001L0#080027E62A64[]_16:07:07,04-14-2015',
    ...{ token: "ACK", sequence: 1, receiver: null, line: "0", account: "080027E62A64", data: "" },
    at: "2015-04-14T16:07:07Z",
  },
];

export interface SecretVector extends PlainVector {
  /** Hexadecimal digits. */
  readonly key: string;
  /** The pad in hexadecimal digits, where we could have written the same frame with it. */
  readonly pad: string;
}

const ABCD = "ABCD".repeat(8);
const ACCOUNT = { receiver: "C0FFD", line: "1234", account: "080027E62A64" } as const;

export const SECRET: readonly SecretVector[] = [
  {
    from: SWISSDOTNET,
    frame:
      'E88800a7"*SIA-DCS"0000RC0FFDL1234#080027E62A64[A054F111518361720BAB126501C6D994CD9151D2C84881C0FEA933A0790F49A9236EBD45F2AED32FAA252EB1AA18FC3CDEDE2452F33185E5931D31308D9B9882',
    ...{ key: ABCD, pad: "9A10D286C038468952F7AC09", token: "SIA-DCS", sequence: 0, ...ACCOUNT },
    ...{ data: "#080027E62A64|NHB0003", extended: ["E115000"], at: "2015-06-22T15:12:40Z" },
  },
  {
    from: SWISSDOTNET,
    frame:
      'CAC10064"*NULL"0000RC0FFDL1234#080027E62A64[70D7DC480FA7DC0DE428CE02447BA2E2981A161EA14CB780D2CD917208059E11',
    ...{ key: ABCD, pad: "4CF8588F492EEA78CFAE", token: "NULL", sequence: 0, ...ACCOUNT },
    ...{ data: "", at: "2015-06-22T13:43:09Z" },
  },
  {
    from: SWISSDOTNET,
    frame:
      '6A1B0067"*NULL"0000RFEDCLBA98#0123456789ABCDEF[DB5596C05AEC0F9CA8A9647985418EE2A818ABFC6AC5444B9A154F75E4FAABEC',
    ...{ key: "1234567890ABCDEF".repeat(2), pad: "50B46BF389B0EF926ED5", token: "NULL", sequence: 0 },
    ...{ receiver: "FEDC", line: "BA98", account: "0123456789ABCDEF" },
    ...{ data: "", at: "2015-06-29T14:55:44Z" },
  },
  {
    from: DEBUGGER,
    frame:
      'E34C0062"*ACK"0001R5678L1234#080027E62A64[14F088FF5DCB19D1908069507EAB97C7CDB20F1C6EFA550BB59864D54B2DFA1C',
    ...{ key: ABCD, pad: "12F1C22A88EB445679DA", token: "ACK", sequence: 1, ...ACCOUNT, receiver: "5678" },
    ...{ data: "", at: "2015-04-14T16:08:12Z" },
  },
];

/** A frame of somebody who pads in another way than we do; it is read all the same. */
export const SECRET_READ: Omit<SecretVector, "pad"> = {
  from: JEEDOM,
  frame:
    '05BB0076"*SIA-DCS"7654L0#1111[C07DA1EB73C617857476EE5D79436CEE5E0084485E79EC56B0D5D1F3F6E648B278050BBCCBC8FE5DCA7E3C80DBDD4945',
  ...{ key: "41".repeat(16), token: "SIA-DCS", sequence: 7654, receiver: null, line: "0" },
  ...{ account: "1111", data: "Nri1/WA000", at: "2020-07-09T16:04:02Z" },
};

/** A message without its frame. */
export const NORTHLAT_BODY = {
  from: NORTHLAT,
  body: '"*SIA-DCS"9876R579BDFL789ABC#12345A[209c9d400b655df7a26aecb6a887e7ee6ed8103217079aae7cbd9dd7551e96823263460f7ef0514864897ae9789534f1',
  key: "0123456789ABCDEF".repeat(2),
  data: "12345A|NFA129",
  at: "2006-02-15T13:14:15Z",
};
