-- What is on a wallet is added up from its transactions (Payments/WalletSums.cs).
create index transactions_from_wallet on transactions (organization_id, source_id) where type in ('wallet_to_bank_account', 'wallet_to_wallet');
create index transactions_to_wallet on transactions (organization_id, destination_id) where type in ('bank_account_to_wallet', 'card_to_wallet', 'wallet_to_wallet');

-- Invoices and businesses are downloaded, too.
alter table download_links
    drop constraint download_links_kind_check,
    add constraint download_links_kind_check check (kind in ('transactions', 'invoices', 'businesses', 'invoice_document', 'business_document'));

-- Nothing writes these.
alter table business_groups drop column email_to_alias;
alter table payment_methods drop column bank_status;
