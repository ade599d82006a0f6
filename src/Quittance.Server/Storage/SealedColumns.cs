using Quittance.Domain.Intake;
using Quittance.Domain.Payments;
using Quittance.Server.Accounting;
using Quittance.Server.Businesses;
using Quittance.Server.Intake;
using Quittance.Server.Invoices;
using Quittance.Server.Payments;
using Quittance.Server.Subscribers;

namespace Quittance.Server.Storage;

/// <summary>Every column of sealed values. <c>verify</c> opens them all, and the rotation of keys re-encrypts them all.</summary>
/// <remarks>
/// A new one is a line here, is named <c>…_sealed</c>, and gets its trigger by <c>select guard_sealed('table', 'column')</c> in
/// its migration. A test compares this list with the schema.
/// </remarks>
internal static class SealedColumns
{
    public static IReadOnlyList<SealedColumn> All { get; } =
    [
        new("payment_methods", "number_sealed", "pm_", (id, _) => PaymentMethodSecretStore.NumberPlace(new PaymentMethodId(id)))
        {
            Fingerprint = new FingerprintColumn("fingerprint", "routing_number", PaymentMethodSecretStore.FingerprintText),
        },
        new("invoice_documents", "content_sealed", "doc_", (id, _) => InvoiceDocumentStore.Place(id)),
        new("payment_methods", "data_sealed", "pm_", (id, _) => PaymentMethodSecretStore.DataPlace(new PaymentMethodId(id))),
        new("business_documents", "content_sealed", "doc_", (id, _) => BusinessDocumentStore.Place(id)),
        new("business_profiles", "birth_date_sealed", "biz_", (id, _) => BusinessProfileStore.Place(id, "birth_date")) { IdColumn = "business_id" },
        new("business_profiles", "government_id_sealed", "biz_", (id, _) => BusinessProfileStore.Place(id, "government_id")) { IdColumn = "business_id" },
        new("intake_documents", "content_sealed", "doc_", (id, _) => DocumentStore.Place(new IntakeDocumentId(id))) { Sha256Column = "sha256" },
        new("intake_documents", "details_sealed", "doc_", (id, _) => DocumentStore.DetailsPlace(new IntakeDocumentId(id))),
        new("invoice_connections", "api_key_sealed", "invoice connection ", (id, _) => InvoiceConnectionStore.Place(id, "api_key")),
        new("invoice_connections", "webhook_secret_sealed", "invoice connection ", (id, _) => InvoiceConnectionStore.Place(id, "webhook_secret")),
        new("invoice_connections", "previous_webhook_secret_sealed", "invoice connection ", (id, _) => InvoiceConnectionStore.Place(id, "previous_webhook_secret")),
        new("webhook_deliveries", "body_sealed", "webhook delivery ", (id, _) => WebhookDeliveryStore.Place(id)),
        new("webhook_subscriptions", "secret_sealed", "webhook subscription ", (id, _) => SubscriptionStore.Place(id)),
        new("bill_statuses", "file_sealed", "bill status ", (id, _) => BillStatusStore.Place(id)),
        new("accounting_connections", "secrets_sealed", "accounting connection ", (id, _) => AccountingConnectionStore.Place(id, "secrets")),
        new("accounting_connections", "tokens_sealed", "accounting connection ", (id, _) => AccountingConnectionStore.Place(id, "tokens")),
        new("accounting_connections", "link_sealed", "accounting connection ", (id, _) => AccountingConnectionStore.Place(id, "link")),
        new("accounting_consents", "verifier_sealed", "accounting consent ", (id, _) => AccountingConsentStore.Place(id)),
        new("idempotency_keys", "response_sealed", "answer to ", Idempotency.SealedAs) { IdColumn = "principal_id", KeyColumn = "key" },
    ];
}
