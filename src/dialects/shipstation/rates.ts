/**
 * `POST /shipments/getrates`: what the built-in test carrier would charge, service by service and package by package;
 * and of another carrier the prices that the operator has set up for it (quirk 45).
 * Nobody outside is asked, and nothing is stored.
 */
import { numberFromAmount } from '../../core/amount.ts';
import { refusalOf } from '../../core/outcome.ts';
import { TEST_CARRIER, TEST_PACKAGES, TEST_TRANSPORTS, testRate } from '../../core/shipments/test-carrier.ts';
import type { QueryContext, QueryRoute, WireAnswer } from '../dialect.ts';
import { bodyOf } from './body.ts';
import { jsonAnswer } from './failures.ts';
import { checkRatesAsked, unoffered, type WireRatesAsked } from './label-wire.ts';
import { unofferedAnswer } from './labels.ts';
import { keptOf, type WireCarrier } from './master-wires.ts';
import { weightOf } from './read-parts.ts';

/** Where the vendor's callers send from. */
const HOME = 'US';

export const rateRoutes: readonly QueryRoute[] = [
  { kind: 'query', method: 'POST', path: '/shipments/getrates', scope: 'read', answer: getRates },
];

type Rate = { serviceName: string; serviceCode: string; packageCode: string | null; cost: number; other: number };

async function getRates(context: QueryContext): Promise<WireAnswer> {
  const body = bodyOf(context, checkRatesAsked);
  if ('answer' in body) return body.answer;
  const asked = body.value;
  const rates = asked.carrierCode === TEST_CARRIER ? testRates(asked) : await rateCard(asked.carrierCode, context);
  if (rates === null) {
    const expected = `${TEST_CARRIER}, or a carrier whose rates are set up (bulkhead masters import)`;
    const refusal = refusalOf([unoffered('carrierCode', expected, asked.carrierCode)]);
    return unofferedAnswer(refusal) as WireAnswer;
  }
  const { serviceCode, packageCode } = asked;
  const wanted = rates.filter(
    (rate) => (!serviceCode || rate.serviceCode === serviceCode) && (!packageCode || rate.packageCode === packageCode),
  );
  return jsonAnswer(
    200,
    wanted.map((rate) => ({
      serviceName: rate.serviceName,
      serviceCode: rate.serviceCode,
      shipmentCost: rate.cost,
      otherCost: rate.other,
    })),
  );
}

function testRates({ toCountry, weight, confirmation }: WireRatesAsked): Rate[] {
  const isAbroad = toCountry.trim().toUpperCase() !== HOME;
  return TEST_TRANSPORTS.flatMap((service) =>
    TEST_PACKAGES.map((box) => {
      const consignment = { serviceCode: service.code, packageCode: box.code, isAbroad, weight: weightOf(weight) };
      const { costE4, otherE4 } = testRate({ ...consignment, confirmation: confirmation ?? undefined });
      return {
        serviceName: `${service.name} - ${box.name}`,
        serviceCode: service.code,
        packageCode: box.code,
        cost: numberFromAmount(costE4),
        other: numberFromAmount(otherE4),
      };
    }),
  );
}

/** As it was set up; null when it was not. */
async function rateCard(carrierCode: string, context: QueryContext): Promise<Rate[] | null> {
  const carrier = (await keptOf<WireCarrier>(context, 'carrier')).find(({ name }) => name === carrierCode);
  const rates = carrier?.value.rates ?? null;
  if (rates === null) return null;
  return rates.map(({ serviceName, serviceCode, packageCode = null, shipmentCost, otherCost }) => {
    return { serviceName, serviceCode, packageCode, cost: shipmentCost, other: otherCost ?? 0 };
  });
}
