/** Reading the QR code of a booking with the browser's own detector, where it has one. */

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

const detectorClass = (): DetectorClass | undefined =>
  (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;

/** Needs the browser's detector, a camera and a secure page. */
export async function canScan(): Promise<boolean> {
  const found = detectorClass();
  // A plain-HTTP page has no mediaDevices, whatever the types say.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!found || !devices) return false;
  const formats: readonly string[] = await found.getSupportedFormats().catch(() => []);
  return formats.includes('qr_code');
}

export const qrDetector = (): Detector | null => {
  const found = detectorClass();
  return found ? new found({ formats: ['qr_code'] }) : null;
};

/** The path of a booking's check-in page from what its code says; null for any other code. */
export function checkInPath(text: string): string | null {
  // Whichever name the phone that drew it knows us by.
  const path = URL.canParse(text) ? new URL(text).pathname : text;
  return /^\/check-in\/[0-9a-f]{24}\/[0-9a-f]{24}$/.test(path) ? path : null;
}
