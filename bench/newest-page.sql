-- The newest page of a payer's transactions, ten and one more: the server's own statement (src/Quittance.Server/Searching/PlainPage.cs).
-- pgbench --no-vacuum --protocol prepared --file bench/newest-page.sql -D organization=UUID -D payer=UUID
-- Ids are bare uuids, as `quittance bench load --json` tells them; prepared, because only then they are values and not text.
-- As quittance_app, whom row-level security holds, put PGOPTIONS='-c quittance.organization=UUID' before it: the server enters so with each request.
select d.id, d.document
from transaction_documents d
where d.organization_id = :organization and d.payer_id = :payer and d.id < 'ffffffff-ffff-ffff-ffff-ffffffffffff'
order by d.id desc
limit 11;
