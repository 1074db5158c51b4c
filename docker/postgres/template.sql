-- The template of every database of this product: Vietnamese order (ICU; "Đặng" between D and E),
-- trigrams, and an unaccent that may stand in an index.
CREATE DATABASE citizen_template TEMPLATE template0 ENCODING 'UTF8'
    LOCALE_PROVIDER icu ICU_LOCALE 'vi' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';
\connect citizen_template
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
ALTER FUNCTION unaccent(text) IMMUTABLE;
