using System.Text.Json;
using Quittance.Domain.Accounting;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The table <c>accounting_objects</c>: what the accounting system was last seen to hold.</summary>
internal readonly struct AccountingObjectStore(TenantSession session)
{
    /// <summary>Makes the table say what a page of changes says.</summary>
    public async Task PutAsync(AccountingConnection connection, RemoteChanges page, DateTimeOffset now, CancellationToken cancel)
    {
        var rows = RowsOf(page);
        await session.Sql(
            """
            insert into accounting_objects as known (
                organization_id, accounting_connection_id, business_id, object_type, remote_id, version, body, tax_number, is_deleted, changed_at, pulled_at)
            select $1, $2, $3, o.object_type, o.remote_id, o.version, o.body::jsonb, o.tax_number, o.is_deleted, o.changed_at, $4
            from unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bool[], $11::timestamptz[])
                as o (object_type, remote_id, version, body, tax_number, is_deleted, changed_at)
            on conflict (organization_id, accounting_connection_id, object_type, remote_id) do update
            set version = excluded.version, body = excluded.body, tax_number = excluded.tax_number, is_deleted = excluded.is_deleted,
                changed_at = excluded.changed_at, pulled_at = excluded.pulled_at
            where (known.version, known.body, known.is_deleted) is distinct from (excluded.version, excluded.body, excluded.is_deleted)
            """,
            connection.Id.Value,
            connection.BusinessId.Value,
            now,
            rows.Select(row => Words.Of(row.Kind)).ToArray(),
            rows.Select(row => row.Reference.Id).ToArray(),
            rows.Select(row => row.Reference.Version).ToArray(),
            rows.Select(row => row.Body).ToArray(),
            rows.Select(row => row.TaxNumber).ToArray(),
            rows.Select(row => row.IsDeleted).ToArray(),
            rows.Select(row => row.Reference.UpdatedAt?.ToUniversalTime()).ToArray()).ExecuteAsync(cancel);
        await session.Sql(
            """
            update accounting_objects o set is_deleted = true, tax_number = null, pulled_at = $3
            from unnest($4::text[], $5::text[]) as d (object_type, remote_id)
            where o.organization_id = $1 and o.accounting_connection_id = $2 and o.object_type = d.object_type and o.remote_id = d.remote_id and not o.is_deleted
            """,
            connection.Id.Value,
            now,
            page.Deleted.Select(gone => Words.Of(gone.Kind)).ToArray(),
            page.Deleted.Select(gone => gone.Id).ToArray()).ExecuteAsync(cancel);
    }

    /// <summary>The vendor that has one of these numbers.</summary>
    /// <returns>Null when there is none, or several: then nobody can tell which it is.</returns>
    public async Task<RemoteVendor?> FindVendorAsync(AccountingConnectionId connection, IReadOnlyList<string> taxNumbers, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select body from accounting_objects
            where organization_id = $1 and accounting_connection_id = $2 and tax_number = any ($3) and object_type = 'vendor' and not is_deleted
            limit 2
            """,
            connection.Value, taxNumbers.Select(Compact).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var found = new List<RemoteVendor>();
        while (await row.ReadAsync(cancel))
        {
            found.Add(JsonSerializer.Deserialize<RemoteVendor>(row.GetString(0), StoredJson.Options)!);
        }

        return found is [var only] ? only : null;
    }

    /// <summary>An object as it was last seen; null when it never was, or is gone.</summary>
    public async Task<T?> FindAsync<T>(AccountingConnectionId connection, AccountingObjectKind kind, string remoteId, CancellationToken cancel)
        where T : class
    {
        await using var command = session.Sql(
            """
            select body from accounting_objects
            where organization_id = $1 and accounting_connection_id = $2 and object_type = $3 and remote_id = $4 and not is_deleted
            """,
            connection.Value, Words.Of(kind), remoteId);
        return await command.ExecuteScalarAsync(cancel) is string body ? JsonSerializer.Deserialize<T>(body, StoredJson.Options) : null;
    }

    private static List<ObjectRow> RowsOf(RemoteChanges page) =>
    [
        .. Newest(page.Vendors, vendor => vendor.Reference).Select(vendor => new ObjectRow(
            AccountingObjectKind.Vendor, vendor.Reference, Text(vendor), vendor.IsActive && vendor.TaxNumber is { } number ? Compact(number) : null, false)),
        .. Newest(page.Bills, bill => bill.Reference).Select(bill => new ObjectRow(
            AccountingObjectKind.Bill, bill.Reference, Text(bill), null, false)),
        .. Newest(page.Payments, payment => payment.Reference).Select(payment => new ObjectRow(
            AccountingObjectKind.PaymentRecord, payment.Reference, Text(payment), null, false)),
    ];

    // A page goes from old to new.
    private static IEnumerable<T> Newest<T>(IReadOnlyList<T> listed, Func<T, RemoteReference> referenceOf) => listed.Reverse().DistinctBy(one => referenceOf(one).Id);

    private static string Text<T>(T value) => StrangersText.OfJson(JsonSerializer.Serialize(value, StoredJson.Options));

    private static string? Compact(string number)
    {
        var text = string.Concat(number.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return text.Length is > 0 and <= 100 ? text : null;
    }

    private sealed record ObjectRow(AccountingObjectKind Kind, RemoteReference Reference, string Body, string? TaxNumber, bool IsDeleted);
}
