using Npgsql;
using NpgsqlTypes;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Which payables are wanted. Null asks for all.</summary>
/// <param name="Statuses">The dialect's words.</param>
internal sealed record PayableFilter(
    IReadOnlyList<string>? Statuses,
    IReadOnlyList<Guid>? Ids,
    Guid? CounterpartId,
    string? DocumentId,
    TimeRange CreatedAt,
    DateOnly? DueFrom,
    DateOnly? DueUntil);

/// <summary>The bills that a business has to pay.</summary>
internal sealed class SearchPayables(Database database)
{
    /// <summary>What a list can be ordered by; the first is usual.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["created_at", "id", "issued_at"];

    private const string Here =
        """
        select i.id from invoices i
        where i.organization_id = $1 and i.payer_id = $2
          and ($3::text[] is null or case i.status
                when 'draft' then 'draft' when 'submitted' then 'approve_in_progress' when 'declined' then 'rejected' when 'canceled' then 'canceled'
                when 'paid' then 'paid' when 'archived' then 'paid'
                else case when i.paid_minor > 0 then 'partially_paid' else 'waiting_to_be_paid' end end = any ($3))
          and ($4::uuid[] is null or i.id = any ($4))
          and ($5::uuid is null or i.payee_id = $5)
          and ($6::text is null or i.number = $6)
          and ($7::timestamptz is null or i.created_at >= $7) and ($8::timestamptz is null or i.created_at < $8)
          and ($9::date is null or i.due_date >= $9) and ($10::date is null or i.due_date <= $10)
        """;

    // A bill without a date is older than all others.
    private const string Issued = "(coalesce(i.invoice_date, date '1900-01-01')::timestamp at time zone 'utc')";

    public async Task<TokenRows<InvoiceRow>> RunAsync(Caller caller, BusinessId payer, PayableFilter filter, TokenPage page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(payer, cancel);
        var ids = new List<InvoiceId>();
        await using (var command = CommandOf(session, page, ValuesOf(payer, filter, page)))
        {
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                ids.Add(new InvoiceId(row.GetGuid(0)));
            }
        }

        var found = page.Of(ids);
        var rows = (await session.Invoices.OfIdsAsync(found.Rows, cancel)).ToDictionary(invoice => invoice.Invoice.Id);
        return new TokenRows<InvoiceRow>([.. found.Rows.Select(id => rows[id])], found.HasNext, found.HasPrevious);
    }

    /// <summary>Where a bill stands in a list.</summary>
    public static TokenPlace PlaceOf(string sort, Invoice invoice) => sort switch
    {
        "created_at" => new TokenPlace(null, invoice.CreatedAt, invoice.Id.Value),
        "issued_at" => new TokenPlace(
            null, new DateTimeOffset((invoice.Details.InvoiceDate ?? new DateOnly(1900, 1, 1)).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), invoice.Id.Value),
        _ => new TokenPlace("", null, invoice.Id.Value),
    };

    private static NpgsqlCommand CommandOf(TenantSession session, TokenPage page, object?[] values) => (page.Sort, page.ReadsDown) switch
    {
        ("created_at", false) => session.Sql(
            $"{Here} and ($11::timestamptz is null or (i.created_at, i.id) > ($11, $12::uuid)) order by i.created_at, i.id limit $13", values),
        ("created_at", true) => session.Sql(
            $"{Here} and ($11::timestamptz is null or (i.created_at, i.id) < ($11, $12::uuid)) order by i.created_at desc, i.id desc limit $13", values),
        ("issued_at", false) => session.Sql(
            $"{Here} and ($11::timestamptz is null or ({Issued}, i.id) > ($11, $12::uuid)) order by {Issued}, i.id limit $13", values),
        ("issued_at", true) => session.Sql(
            $"{Here} and ($11::timestamptz is null or ({Issued}, i.id) < ($11, $12::uuid)) order by {Issued} desc, i.id desc limit $13", values),
        (_, false) => session.Sql($"{Here} and $11::timestamptz is null and ($12::uuid is null or i.id > $12) order by i.id limit $13", values),
        (_, true) => session.Sql($"{Here} and $11::timestamptz is null and ($12::uuid is null or i.id < $12) order by i.id desc limit $13", values),
    };

    private static object?[] ValuesOf(BusinessId payer, PayableFilter filter, TokenPage page) =>
    [
        payer.Value, filter.Statuses?.ToArray(), filter.Ids?.ToArray(), filter.CounterpartId, filter.DocumentId, filter.CreatedAt.From, filter.CreatedAt.Until,
        Day(filter.DueFrom), Day(filter.DueUntil), page.FromTime, page.FromId, page.ReadMax,
    ];

    private static NpgsqlParameter Day(DateOnly? day) => new() { Value = (object?)day ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date };
}
