import assert from "node:assert/strict";
import { AwsSigner } from "../../nodes/links/aws-signature.ts";

/** From AWS's own Signature Version 4 test suite: the keys and the moment all its cases share. */
const KEYS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const MOMENT = Date.UTC(2015, 7, 30, 12, 36, 0);
const REQUEST = {
  host: "example.amazonaws.com",
  path: "/",
  contentType: "application/x-www-form-urlencoded",
  body: Buffer.from("Param1=value1"),
};

describe("a signature of AWS's version 4", () => {
  it("is the one of the case post-x-www-form-urlencoded", () => {
    const { authorization } = new AwsSigner("us-east-1", "service").sign(REQUEST, KEYS, MOMENT);
    assert.equal(
      authorization,
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, " +
        "SignedHeaders=content-type;host;x-amz-date, " +
        "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    );
  });

  it("signs the token of temporary credentials, and sends it", () => {
    const headers = new AwsSigner("us-east-1", "service").sign(
      REQUEST,
      { ...KEYS, sessionToken: "6e86291e8372ff2a2260956d9b8aae1d" },
      MOMENT,
    );
    assert.equal(headers["x-amz-security-token"], "6e86291e8372ff2a2260956d9b8aae1d");
    assert.match(
      headers.authorization ?? "",
      /SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,/,
    );
  });

  it("follows the day and the keys", () => {
    const signer = new AwsSigner("us-east-1", "service");
    const signature = (keys: typeof KEYS, at: number) => signer.sign(REQUEST, keys, at).authorization ?? "";
    const first = signature(KEYS, MOMENT);
    const other = { ...KEYS, secretAccessKey: "another" };
    const nextDay = signature(KEYS, MOMENT + 86_400_000);
    assert.notEqual(signature(other, MOMENT), first);
    assert.match(nextDay, /\/20150831\//);
    assert.notEqual(nextDay.slice(-64), first.slice(-64));
    assert.equal(signature(KEYS, MOMENT), first);
  });
});
