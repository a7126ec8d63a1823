// Speaks to the simulator as an independent client of VNPAY does (npm `vnpay`). One question as JSON on the standard
// input, its answer as JSON on the standard output. Nothing goes over the network: `fetch` answers what it is given.
import { readFileSync } from "node:fs";
import { HashAlgorithm, ProductCode, VNPay, VnpLocale } from "vnpay";

const { question, settings, given } = JSON.parse(readFileSync(0, "utf8"));
const client = new VNPay({
  tmnCode: settings.tmnCode,
  secureSecret: settings.secret,
  vnpayHost: "https://vnpay.invalid",
  testMode: true,
  hashAlgorithm: HashAlgorithm.SHA512,
});

let sent = null;
globalThis.fetch = async (_url, request) => {
  sent = JSON.parse(request.body);
  return new Response(JSON.stringify(given.answer ?? {}), { headers: { "content-type": "application/json" } });
};

const questions = {
  pay: () => client.buildPaymentUrl({ ...given, vnp_OrderType: ProductCode.Other, vnp_Locale: VnpLocale.VN }),
  ipn: () => client.verifyIpnCall(given),
  query: async () => ({ said: await client.queryDr(given.query).catch(String), sent }),
  refund: async () => ({ said: await client.refund(given.refund).catch(String), sent }),
};
console.log(JSON.stringify(await questions[question]()));
