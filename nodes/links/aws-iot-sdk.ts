import { LockerError } from "../domain/errors.ts";

export type AwsIotSdk = typeof import("aws-iot-device-sdk-v2");

/**
 * Loads Amazon's client. It carries native code and 16 MB, and has no build for 32-bit ARM: so it is loaded only
 * where a connection to AWS IoT Core is configured, and may be absent elsewhere.
 * @throws LockerError `config-invalid` when it is not installed
 */
export async function loadAwsIotSdk(
  load: () => Promise<AwsIotSdk> = () => import("aws-iot-device-sdk-v2"),
): Promise<AwsIotSdk> {
  try {
    return await load();
  } catch (cause) {
    throw new LockerError(
      "config-invalid",
      `AWS IoT Core needs the package aws-iot-device-sdk-v2, which cannot be loaded on this machine (${process.platform} ${process.arch}). In Node-RED's user directory run "npm install aws-iot-device-sdk-v2" and restart Node-RED; on 32-bit ARM there is none, use a 64-bit system there.`,
      { cause },
    );
  }
}
