/**
 * `POST /stock`: physical quantities as they were counted in the main warehouse, each by EAN, UPC or joined SKU. Below
 * what is allocated they are raised to it without a word; what is not known, or not counted, is told and does not stop
 * the rest (quirk 45). Quantities are absolute, so sending the same counts again changes nothing.
 */
import type { CountOutcome, StockCount } from '../../core/catalog/catalog.ts';
import { LIMITS } from '../../core/limits.ts';
import { RequestError, type RouteContext, type WireAnswer } from '../dialect.ts';
import { compileCheck, Maybe } from '../schema.ts';
import { Type } from '../type-box.ts';
import { readJson } from './json-body.ts';
import { sentencesOf } from './refusals.ts';
import { jsonAnswer } from './write.ts';

export const StockBody = Type.Object({
  products: Type.Array(
    Type.Object({
      product: Type.String({ minLength: 1 }),
      quantity: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
      costPrice: Maybe(Type.Number({ format: 'amount', minimum: 0 })),
      costPriceCurrency: Maybe(Type.String()),
    }),
    { maxItems: LIMITS.batchItemsMax },
  ),
});
const checkStock = compileCheck(StockBody);

export async function updateStock({ request, caller, catalog, clock }: RouteContext): Promise<WireAnswer> {
  const { account } = caller;
  const warehouseId = account.settings.catalog?.warehouses?.[0]?.id ?? 1;
  const stated = countsOf(request.body, warehouseId);
  const bundles = new Set((account.settings.catalog?.bundles ?? []).flatMap(({ sku, ean, upc }) => [sku, ean, upc]));
  const isOfBundle = ({ name }: StockCount) => bundles.has(name);
  const counts = stated.filter((count) => !isOfBundle(count));
  const outcomes = await catalog.countStock(account.accountId, counts, clock());
  const named = (outcome: CountOutcome) => counts.filter((_, index) => outcomes[index] === outcome);
  return jsonAnswer(
    answerOf({ unknown: named('unknown'), bundles: [...named('uncounted'), ...stated.filter(isOfBundle)] }),
  );
}

function countsOf(body: Buffer, warehouseId: number): readonly StockCount[] {
  const checked = checkStock(readJson(body).value, '');
  if ('value' in checked) {
    return checked.value.products.map(({ product, quantity }) => ({ name: product, warehouseId, physical: quantity }));
  }
  throw new RequestError('body_invalid', sentencesOf(checked.problems));
}

type Left = { unknown: readonly StockCount[]; bundles: readonly StockCount[] };

function answerOf({ unknown, bundles }: Left) {
  const namesOf = (counts: readonly StockCount[]) => [...new Set(counts.map(({ name }) => name))];
  const lists = { productsNotFound: namesOf(unknown), productsAreBundles: namesOf(bundles) };
  const errors = Object.fromEntries(Object.entries(lists).filter(([, names]) => names.length > 0));
  if (Object.keys(errors).length === 0) return { status: 'ok' };
  return { status: 'no', msg: 'Some of the products were not updated', errors };
}
