using System.Text.Json;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Entities as one of them sees the others: with its accounts with them, and their bills counted.</summary>
internal static class ShowCounterparties
{
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web);

    /// <param name="own">The business that looks.</param>
    public static async Task<ShownJson> ShowCounterpartiesAsync(
        this TenantSession session, Caller caller, BusinessId own, ConnectionRole theirs, IReadOnlyList<FoundCounterparty> found, long count, bool hasMore,
        CounterpartyExtras extras, CancellationToken cancel)
    {
        var entities = await session.EntitiesAsync([.. found.Select(one => one.Id)], new EntityExtras(extras.MetadataKeys, extras.PaymentMethods), cancel);
        var accounts = await AccountsAsync(session, own, theirs, found, cancel);
        var metrics = extras.InvoiceMetrics ? await MetricsAsync(session, own, theirs, found, cancel) : null;
        var shown = entities.Zip(found, (entity, one) => entity with
        {
            CounterpartyType = [.. one.IsConnected ? ["ENTITY"] : (string[])[], .. one.IsNetwork ? ["NETWORK"] : (string[])[]],
            Accounts = accounts.GetValueOrDefault(one.Id.Value),
            InvoiceMetrics = metrics is null ? null : SumOf(metrics[one.Id.Value]),
        });
        return await Show.PageAsync(session, caller, [.. shown.Select(entity => (ReadOnlyMemory<byte>)PaymentsJson.Write(entity))], count, hasMore, null, cancel);
    }

    private static async Task<Dictionary<Guid, List<CounterpartyAccountWire>>> AccountsAsync(
        TenantSession session, BusinessId own, ConnectionRole theirs, IReadOnlyList<FoundCounterparty> found, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select case $3 when 'payee' then c.payee_id else c.payer_id end, s.accounts
            from connection_sides s
            join network_connections c on c.organization_id = s.organization_id and c.id = s.connection_id
            where s.organization_id = $1 and s.business_id = $2 and s.role <> $3 and s.accounts <> '[]'
              and case $3 when 'payee' then c.payee_id else c.payer_id end = any ($4)
            """,
            own.Value, Words.Of(theirs), found.Select(one => one.Id.Value).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var accounts = new Dictionary<Guid, List<CounterpartyAccountWire>>();
        while (await row.ReadAsync(cancel))
        {
            accounts.Add(row.GetGuid(0), JsonSerializer.Deserialize<List<CounterpartyAccountWire>>(row.GetString(1), Stored)!);
        }

        return accounts;
    }

    private static async Task<ILookup<Guid, (string Status, long Count, decimal Major)>> MetricsAsync(
        TenantSession session, BusinessId own, ConnectionRole theirs, IReadOnlyList<FoundCounterparty> found, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select case $3 when 'payee' then i.payee_id else i.payer_id end as other, i.status, i.currency, count(*), coalesce(sum(i.amount_minor), 0)
            from invoices i
            where i.organization_id = $1
              and case $3 when 'payee' then i.payer_id else i.payee_id end = $2
              and case $3 when 'payee' then i.payee_id else i.payer_id end = any ($4)
            group by other, i.status, i.currency
            order by i.status, i.currency
            """,
            own.Value, Words.Of(theirs), found.Select(one => one.Id.Value).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var counted = new List<(Guid Other, string Status, long Count, decimal Major)>();
        while (await row.ReadAsync(cancel))
        {
            counted.Add((
                row.GetGuid(0), ShownInvoices.WordOf(Words.Read<InvoiceStatus>(row.GetString(1))), row.GetInt64(3), row.GetDecimal(4) / Currency.Of(row.GetString(2)).MinorPerMajor));
        }

        return counted.ToLookup(one => one.Other, one => (one.Status, one.Count, one.Major));
    }

    // The contract has no currency here, so amounts of several are added up as they are.
    private static InvoiceMetricsPerStatusResponse SumOf(IEnumerable<(string Status, long Count, decimal Major)> counted)
    {
        var statuses = counted.GroupBy(one => one.Status, StringComparer.Ordinal)
            .Select(status => new InvoiceStatusMetricResponse(status.Key, status.Sum(one => one.Count), status.Sum(one => one.Major))).ToList();
        return new InvoiceMetricsPerStatusResponse(statuses.Sum(status => status.TotalCount), statuses.Sum(status => status.TotalAmount), statuses);
    }
}
