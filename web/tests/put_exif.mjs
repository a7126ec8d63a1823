// Puts where and when a picture was taken into the same picture as it was drawn anew: what the app does on a phone.
// From standard input two base64 lines, the original and what was drawn; prints what is sent, in base64.
import { readFileSync } from "node:fs";
import { whereAndWhen, withSegment } from "../common/src/device/exif.ts";

const [original, drawn] = readFileSync(0, "utf8").split("\n");
const sent = withSegment(`data:image/jpeg;base64,${drawn}`, await whereAndWhen(new Blob([Buffer.from(original, "base64")])));
console.log(sent.split(",")[1]);
