-- Lists of parcels by the carrier or the service alone, and by where goods on a customs declaration come from: those
-- countries stand between blanks, and only few parcels have any.
DROP INDEX parcels_by_service;
CREATE INDEX parcels_by_carrier ON parcels (account_id, kind, carrier_code, parcel_id);
CREATE INDEX parcels_by_service ON parcels (account_id, kind, service_code, parcel_id, carrier_code);

ALTER TABLE parcels ADD COLUMN origins TEXT;
UPDATE parcels SET origins = (
  SELECT ' ' || group_concat(DISTINCT upper(value ->> '$.originCountry')) || ' '
  FROM json_each(document, '$.customs.lines') WHERE value ->> '$.originCountry' <> ''
);
UPDATE parcels SET origins = replace(origins, ',', ' ') WHERE origins IS NOT NULL;
CREATE INDEX parcels_by_origin ON parcels (account_id, kind, parcel_id, origins) WHERE origins IS NOT NULL;
