-- Lists of parcels by the carrier or the service alone, and by where goods on a customs declaration come from: those
-- countries stand between blanks, and only few parcels have any.
DROP INDEX parcels_by_service;
CREATE INDEX parcels_by_carrier ON parcels (account_id, kind, carrier_code, parcel_id);
CREATE INDEX parcels_by_service ON parcels (account_id, kind, service_code, parcel_id, carrier_code);

ALTER TABLE parcels ADD COLUMN origins text COLLATE "C";
UPDATE parcels SET origins = (
  SELECT ' ' || string_agg(DISTINCT upper(line ->> 'originCountry'), ' ') || ' '
  FROM json_array_elements(document::json #> '{customs,lines}') AS line WHERE line ->> 'originCountry' <> ''
);
CREATE INDEX parcels_by_origin ON parcels (account_id, kind, parcel_id, origins) WHERE origins IS NOT NULL;
