/**
 * Contract: items are saved under the ids they state or are given, found again by SKU, listed by every filter, and
 * belong to one account. Counting sets what is there, never below what orders hold.
 * Goods are invented in goods.ts; what orders do to stock is in stock.ts.
 */
import { expect, test } from 'vitest';
import { itemDraftOf, shelfOf, stockUp, wanting } from './goods.ts';
import type { OpenShop } from './shop.ts';

export function describeCatalog(open: OpenShop): void {
  test('an item is found again by its joined SKU or its stated id; product and variant keep their ids', async () => {
    const shop = await open();
    const size = (sizeSku: string) => ({ sku: 'SHIRT', texts: { variantSku: '-B', sizeSku, variant: 'Blue' } });
    const [small, large] = await stockUp(shop, [size('-S'), size('-L')]);
    shop.now += 1;
    expect(await stockUp(shop, [{ ...size('-S'), ean: '111' }])).toEqual([small]);
    expect(await stockUp(shop, [{ ...size('-X'), itemId: large ?? 0 }])).toEqual([large]);
    const { items } = await shop.store.listItems(shop.accountId, { offset: 0, limit: 10 });
    expect(items.map(({ sku, ean }) => [sku, ean])).toEqual([
      ['SHIRT-B-S', '111'],
      ['SHIRT-B-X', null],
    ]);
    expect(new Set(items.map(({ productId }) => productId)).size).toBe(1);
    expect(new Set(items.map(({ variantId }) => variantId)).size).toBe(1);
    expect(items.map(({ createdAt, modifiedAt }) => modifiedAt - createdAt)).toEqual([1, 1]);
  });

  test('stated ids are kept, and given ones never meet them', async () => {
    const shop = await open();
    const stated = { itemId: 3_131, productId: 10, variantId: 9 };
    const ids = await stockUp(shop, [{ sku: 'A', ...stated }, { sku: 'B' }]);
    expect(ids[0]).toBe(3_131);
    const { items } = await shop.store.listItems(shop.accountId, { itemId: 3_131, offset: 0, limit: 10 });
    expect(items.map(({ productId, variantId }) => [productId, variantId])).toEqual([[10, 9]]);
    expect(new Set(ids).size).toBe(2);
  });

  test('what is saved is read back whole', async () => {
    const shop = await open();
    const offer = {
      markets: [1, 2],
      prices: [{ priceListId: 36, priceE4: 3_290_000, campaigns: [{ id: 40, name: 'Half', priceE4: 1_645_000 }] }],
    };
    const texts = { brand: 'Åker', categories: ['New', 'Old'], weight: { valueE4: 1_700, unit: 'kilograms' as const } };
    const counted = [
      { warehouseId: 2, physical: 3 },
      { warehouseId: 1, physical: 4 },
    ];
    const draft = { sku: 'A', ean: '111', upc: '222', isActive: false, offer, texts, counted };
    await stockUp(shop, [draft]);
    const { items } = await shop.store.listItems(shop.accountId, { offset: 0, limit: 10 });
    const [{ itemId = 0, productId = 0, variantId = 0 } = {}] = items;
    const { counted: _, ...named } = { ...itemDraftOf(draft), itemId, productId, variantId };
    const levels = [
      { warehouseId: 1, physical: 4, allocated: 0 },
      { warehouseId: 2, physical: 3, allocated: 0 },
    ];
    const times = { createdAt: shop.now, modifiedAt: shop.now, stockModifiedAt: shop.now };
    expect(items).toEqual([{ ...named, sku: 'A', ...times, levels }]);
  });

  test('lists by every filter and page by page', async () => {
    const shop = await open();
    const [first, second] = await stockUp(shop, [
      { sku: 'A', ean: '111', productId: 900_001, variantId: 900_002 },
      { sku: 'B', upc: '222', units: 1, offer: { markets: [8], prices: [] } },
    ]);
    shop.now += 10;
    const [third] = await stockUp(shop, [{ sku: 'C' }]);
    const rows = [
      [{}, [first, second, third]],
      [{ itemId: second }, [second]],
      [{ itemIds: [third ?? 0, first ?? 0] }, [first, third]],
      [{ named: { itemIds: [third ?? 0], eans: ['111', 'B'], upcs: ['222'], skus: ['x'] } }, [first, second, third]],
      [{ named: { itemIds: [], eans: ['222'], upcs: [], skus: ['B', 'C'] }, sku: 'C' }, [third]],
      [{ productId: 900_001 }, [first]],
      [{ variantId: 900_002 }, [first]],
      [{ sku: 'C' }, [third]],
      [{ ean: '111' }, [first]],
      [{ upc: '222' }, [second]],
      [{ upc: '111' }, []],
      [{ marketId: 7 }, [first, third]],
      [{ marketId: 8 }, [first, second, third]],
      [{ createdFrom: shop.now }, [third]],
      [{ modifiedFrom: shop.now }, [third]],
      [{ stockModifiedFrom: 1 }, [second]],
    ] as const;
    for (const [query, expected] of rows) {
      const { items, hasMore } = await shop.store.listItems(shop.accountId, { ...query, offset: 0, limit: 10 });
      expect([items.map(({ itemId }) => itemId), hasMore]).toEqual([expected, false]);
    }
    const page = await shop.store.listItems(shop.accountId, { offset: 1, limit: 1 });
    expect([page.items.map(({ itemId }) => itemId), page.hasMore]).toEqual([[second], true]);
    expect((await (await open()).store.listItems(shop.accountId + 1_000_000, { offset: 0, limit: 9 })).items).toEqual(
      [],
    );
  });

  test('counting sets by EAN, UPC or SKU, tells what it could not set, and never goes below what is allocated', async () => {
    const shop = await open();
    await stockUp(shop, [
      { sku: 'A', ean: '111', units: 5 },
      { sku: 'B', upc: '222' },
      { sku: 'GIFT', isCounted: false },
    ]);
    await shop.create(wanting([{ sku: 'A', quantity: 3 }]));
    const count = (name: string, physical: number) => ({ name, warehouseId: 1, physical });
    const counts = [count('111', 1), count('222', 7), count('nobody', 1), count('GIFT', 1)];
    expect(await shop.store.countStock(shop.accountId, counts, shop.now)).toEqual([
      'set',
      'set',
      'unknown',
      'uncounted',
    ]);
    expect(await shelfOf(shop)).toEqual(['A 3/3', 'B 7/0', 'GIFT 0/0']);
    expect(await shop.store.countStock(shop.accountId, [count('A', 9)], shop.now)).toEqual(['set']);
    expect(await shelfOf(shop)).toEqual(['A 9/3', 'B 7/0', 'GIFT 0/0']);
  });

  test('an account sees nothing of the goods of another', async () => {
    const [one, other] = [await open(), await open()];
    await stockUp(one, [{ sku: 'A', units: 5 }]);
    await stockUp(other, [{ sku: 'A', units: 1 }]);
    await one.create(wanting([{ sku: 'A', quantity: 4 }]));
    expect([await shelfOf(one), await shelfOf(other)]).toEqual([['A 5/4'], ['A 1/0']]);
  });
}
