using System.Buffers;
using System.Text;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Answers of the Payments dialect, made within the session that looked or changed: it shows its own changes.</summary>
/// <remarks>
/// What the session does not see is refused as unknown, by the words that every unknown one gets. Of a list that holds only what the
/// caller sees, nothing is asked twice.
/// </remarks>
internal static class Show
{
    public static async Task<ShownJson> ShowEntityAsync(this TenantSession session, Caller caller, BusinessId id, CancellationToken cancel)
    {
        await session.Businesses.GetAsync(id, cancel);
        return await OneAsync(session, caller, PaymentsJson.Write(new EntityMark(id.Value)), cancel);
    }

    public static Task<ShownJson> ShowMethodAsync(this TenantSession session, Caller caller, PaymentMethodId id, CancellationToken cancel) =>
        OneAsync(session, caller, PaymentsJson.Write(new MethodMark(id.Value)), cancel);

    public static Task<ShownJson> ShowUserAsync(this TenantSession session, Caller caller, BusinessUserId id, CancellationToken cancel) =>
        OneAsync(session, caller, PaymentsJson.Write(new UserMark(id.Value)), cancel);

    public static async Task<ShownJson> ShowInvoiceAsync(this TenantSession session, Caller caller, InvoiceId id, CancellationToken cancel)
    {
        await using (var seen = session.Sql("select 1 from invoices where organization_id = $1 and id = $2", id.Value))
        {
            if (await seen.ExecuteScalarAsync(cancel) is null)
            {
                throw Ids.NotFound("invoice");
            }
        }

        var invoice = (await session.PastTheBusinessWallAsync(() => ShownInvoices.ReadAsync(session, [id.Value], cancel), cancel))[id.Value];
        return await OneAsync(session, caller, PaymentsJson.Write(invoice.Shown), cancel);
    }

    public static Task<ShownJson> ShowMethodsAsync(this TenantSession session, Caller caller, IReadOnlyList<PaymentMethodId> ids, CancellationToken cancel) =>
        ArrayAsync(session, caller, [.. ids.Select(id => (ReadOnlyMemory<byte>)PaymentsJson.Write(new MethodMark(id.Value)))], cancel);

    public static Task<ShownJson> ShowUsersAsync(
        this TenantSession session, Caller caller, IReadOnlyList<BusinessUserId> ids, long count, bool hasMore, CancellationToken cancel) =>
        PageAsync(session, caller, [.. ids.Select(id => (ReadOnlyMemory<byte>)PaymentsJson.Write(new UserMark(id.Value)))], count, hasMore, null, cancel);

    /// <summary>A list of documents that have been read already.</summary>
    /// <param name="freshAt">As <see cref="ShownParts.LoadAsync"/> takes it.</param>
    public static async Task<ShownJson> PageAsync(
        TenantSession session, Caller caller, IReadOnlyList<ReadOnlyMemory<byte>> documents, long count, bool hasMore, long? freshAt, CancellationToken cancel) =>
        await ListAsync(session, caller, $$"""{"count":{{count}},"hasMore":{{(hasMore ? "true" : "false")}},"data":[""", documents, "]}", freshAt, cancel);

    /// <summary>A document that has been read already.</summary>
    public static Task<ShownJson> DocumentAsync(TenantSession session, Caller caller, ReadOnlyMemory<byte> document, long? freshAt, CancellationToken cancel) =>
        ListAsync(session, caller, "", [document], "", freshAt, cancel);

    internal static Task<ShownJson> ArrayAsync(TenantSession session, Caller caller, IReadOnlyList<ReadOnlyMemory<byte>> documents, CancellationToken cancel) =>
        ListAsync(session, caller, "[", documents, "]", null, cancel);

    private static async Task<ShownJson> ListAsync(
        TenantSession session, Caller caller, string before, IReadOnlyList<ReadOnlyMemory<byte>> documents, string after, long? freshAt, CancellationToken cancel)
    {
        var parts = await ShownParts.LoadAsync(session, caller, documents, freshAt, cancel);
        var output = new ArrayBufferWriter<byte>();
        output.Write(Encoding.UTF8.GetBytes(before));
        for (var at = 0; at < documents.Count; at++)
        {
            if (at > 0)
            {
                output.Write(","u8);
            }

            Skeleton.Write(documents[at].Span, output, parts.Of);
        }

        output.Write(Encoding.UTF8.GetBytes(after));
        return new ShownJson(output.WrittenMemory);
    }

    internal static Task<ShownJson> OneAsync(TenantSession session, Caller caller, ReadOnlyMemory<byte> document, CancellationToken cancel) =>
        ListAsync(session, caller, "", [document], "", null, cancel);
}
