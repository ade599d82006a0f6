-- The page of a payer's transactions after a cursor, ten and one more: the server's own statement (src/Quittance.Server/Searching/PlainPage.cs).
-- pgbench --no-vacuum --protocol prepared --file bench/cursor-page.sql -D organization=UUID -D payer=UUID -D cursor=UUID
-- Ids are bare uuids, as `quittance bench load --json` tells them; prepared, because only then they are values and not text.
-- As quittance_app, whom row-level security holds, put PGOPTIONS='-c quittance.organization=UUID' before it: the server enters so with each request.
select d.id, d.document
from transaction_documents d
where d.organization_id = :organization and d.payer_id = :payer and d.id < :cursor
order by d.id desc
limit 11;
