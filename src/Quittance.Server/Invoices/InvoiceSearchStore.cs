using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Server.Api;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Finds bills, those that are not whole among them, for the Payments dialect's lists.</summary>
internal readonly struct InvoiceSearchStore(TenantSession session)
{
    private const string From =
        """
        from invoices i
        join parties payer on payer.organization_id = i.organization_id and payer.id = i.payer_id
        left join parties payee on payee.organization_id = i.organization_id and payee.id = i.payee_id
        left join invoice_plans p on p.organization_id = i.organization_id and p.invoice_id = i.id
        """;

    private const string DeductedAt =
        """
        coalesce(p.deduct_at, (
            select o.pay_on::timestamp at time zone 'UTC' from payment_orders o
            where o.organization_id = i.organization_id and o.invoice_id = i.id
            order by o.created_at desc limit 1))
        """;

    private const string SettledAt =
        """
        coalesce(p.settled_at, (
            select max(t.completed_at) from transaction_invoices x
            join transactions t on t.organization_id = x.organization_id and t.id = x.transaction_id
            where x.organization_id = i.organization_id and x.invoice_id = i.id))
        """;

    private const string DateAsked =
        $"""
        case $9
            when 'created_at' then i.created_at
            when 'updated_at' then i.updated_at
            when 'invoice_date' then i.invoice_date::timestamp at time zone 'UTC'
            when 'due_date' then i.due_date::timestamp at time zone 'UTC'
            when 'deduction_date' then {DeductedAt}
            else {SettledAt} end
        """;

    // Of a slot s: whose policies upstream have all their approvals.
    private const string UpstreamApproved =
        """
        not exists (
            with recursive above as (
                select s.upstream_id as id
                union
                select u.upstream_id from approval_slots u
                join above a on u.organization_id = i.organization_id and u.invoice_id = i.id and u.policy_id = a.id)
            select from above a
            join approval_slots u on u.organization_id = i.organization_id and u.invoice_id = i.id and u.policy_id = a.id
            where u.action <> 'approve')
        """;

    private const string MajorText = "round(i.amount_minor / power(10::numeric, digits.count), digits.count)::text";

    private const string Digits =
        """
        cross join lateral (
            select coalesce((select c.digits from unnest($23::text[], $24::int[]) as c (code, digits) where c.code = i.currency), 2) as count) digits
        """;

    private const string Where =
        $"""
        where i.organization_id = $1
            and (cardinality($2::text[]) = 0 or i.status = any ($2))
            and ($3::uuid[] is null or (i.payer_id = any ($3) and $21::text is distinct from 'payee') or (i.payee_id = any ($3) and $21::text is distinct from 'payer'))
            and ($4::uuid[] is null or i.payer_id = any ($4))
            and ($5::uuid[] is null or i.payee_id = any ($5))
            and ($6::uuid[] is null or i.id = any ($6))
            and ($7::timestamptz is null or {DateAsked} >= $7)
            and ($8::timestamptz is null or {DateAsked} <= $8)
            and ($10::text[] is null
                or i.payee_id = any ($22::uuid[])
                or i.number ilike any ($10)
                or i.amount_minor::text like any ($10)
                or {MajorText} like any ($10)
                or exists (
                    select from transaction_invoices x
                    join transactions t on t.organization_id = x.organization_id and t.id = x.transaction_id
                    where x.organization_id = i.organization_id and x.invoice_id = i.id and t.check_number::text like any ($10)))
            and ($11::jsonb is null or p.metadata @> $11)
            and not exists (
                select from jsonb_to_recordset($12::jsonb) as f (key text, "values" jsonb)
                where not (
                    coalesce(f."values" ? (p.metadata ->> f.key), false)
                    or (f."values" ? 'NULL' and not coalesce(p.metadata ? f.key, false))
                    or (f."values" ? 'NOT NULL' and coalesce(p.metadata ? f.key, false))))
            and not exists (
                select from jsonb_to_recordset($13::jsonb) as f (key text, "values" jsonb)
                where not (
                    exists (
                        select from invoice_lines l
                        where l.organization_id = i.organization_id and l.invoice_id = i.id and l.metadata ? f.key
                            and (f."values" ? (l.metadata ->> f.key) or f."values" ? 'NOT NULL'))
                    or (f."values" ? 'NULL' and not exists (
                        select from invoice_lines l where l.organization_id = i.organization_id and l.invoice_id = i.id and l.metadata ? f.key))))
            and (cardinality($14::text[]) = 0 or exists (
                select from invoice_lines l where l.organization_id = i.organization_id and l.invoice_id = i.id and l.gl_account_id = any ($14)))
            and ($15::uuid[] is null or exists (
                select from approval_slots s
                where s.organization_id = i.organization_id and s.invoice_id = i.id
                    and (cardinality($16::text[]) = 0 or s.action = any ($16))
                    and case s.action when 'none' then {Waits} else s.acted_user_id = any ($15) end
                    and {UpstreamApproved}))
            and ($17::int is null or (select count(*) from approval_slots s where s.organization_id = i.organization_id and s.invoice_id = i.id) >= $17)
            and ($18::int is null or (select count(*) from approval_slots s where s.organization_id = i.organization_id and s.invoice_id = i.id) <= $18)
            and ($19::uuid[] is null or p.creator_user_id = any ($19))
            and (cardinality($20::text[]) = 0 or i.currency = any ($20))
        """;

    // A slot that is left to nobody waits for everyone who is eligible.
    private const string Waits =
        """
        coalesce(s.assigned_user_id = any ($15), s.eligible_user_ids && $15::uuid[] or exists (
            select from business_users u
            where u.organization_id = i.organization_id and u.id = any ($15) and u.business_id = i.payer_id and u.roles && s.eligible_roles))
        """;

    private const string Found = $"select i.id {From} {Digits} {Where} and ($25::uuid is null or ";

    private const string Place = "(select ";

    private const string OfLast = $" as place, i.id {From} where i.organization_id = $1 and i.id = $25)) order by ";

    // What is not known comes after all that is, and so before it in the other direction.
    private const string DueDate = "coalesce(i.due_date, 'infinity')";
    private const string InvoiceDate = "coalesce(i.invoice_date, 'infinity')";
    private const string Deduction = $"coalesce({DeductedAt}, 'infinity')";
    private const string Settlement = $"coalesce({SettledAt}, 'infinity')";
    private const string Amount = "coalesce(i.amount_minor, 9223372036854775807)";
    private const string Number = "coalesce(i.number, E'\\U0010FFFF') collate \"C\"";
    private const string PayeeName = "coalesce(payee.name, E'\\U0010FFFF') collate \"C\"";
    private const string PayerName = "payer.name collate \"C\"";

    /// <summary>The bills of a page, one more than its limit if there are more.</summary>
    public async Task<IReadOnlyList<InvoiceId>> PageAsync(InvoiceSearchFilter filter, NamedOfInvoices named, InvoicePage page, CancellationToken cancel)
    {
        await RequireAsync(page.After, cancel);
        await using var command = Ordered(page, [.. Values(filter, named), page.After?.Value, page.Limit + 1]);
        return await ReadIdsAsync(command, cancel);
    }

    /// <summary>Refuses a page that is to come after a bill that the session does not see.</summary>
    public async Task RequireAsync(InvoiceId? after, CancellationToken cancel)
    {
        if (after is { } last)
        {
            await using var there = session.Sql("select 1 from invoices where organization_id = $1 and id = $2", last.Value);
            if (await there.ExecuteScalarAsync(cancel) is null)
            {
                throw Ids.NotFound("invoice");
            }
        }
    }

    /// <summary>Begins to read bills in portions (<see cref="NextAsync"/>), so that however many there are, few are held at a time. Once in a session.</summary>
    /// <param name="page">At most its limit is read.</param>
    [SuppressMessage("Security", "CA2100", Justification = "What is put before is a constant, as is the rest.")]
    public async Task BeginAsync(InvoiceSearchFilter filter, NamedOfInvoices named, InvoicePage page, CancellationToken cancel)
    {
        await using var command = Ordered(page, [.. Values(filter, named), page.After?.Value, page.Limit]);
        command.CommandText = $"declare found_invoices no scroll cursor for {command.CommandText}";
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The next bills of what <see cref="BeginAsync"/> began, up to 100; none at the end.</summary>
    public async Task<IReadOnlyList<InvoiceId>> NextAsync(CancellationToken cancel)
    {
        await using var command = session.Sql("fetch 100 from found_invoices");
        command.CommandTimeout = 0; // The first one may have to put everything in order; whoever goes away cancels it.
        return await ReadIdsAsync(command, cancel);
    }

    public async Task<long> CountAsync(InvoiceSearchFilter filter, NamedOfInvoices named, CancellationToken cancel)
    {
        await using var command = session.Sql($"select count(*) {From} {Digits} {Where}", [.. Values(filter, named)]);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Bills counted and added up. What has no amount yet counts as nothing.</summary>
    public async Task<IReadOnlyList<InvoiceMeasure>> MeasureAsync(InvoiceSearchFilter filter, NamedOfInvoices named, InvoiceGrouping grouping, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select case when $25::boolean then i.status end, i.currency,
                date_trunc($27, case $26::text
                    when 'created_at' then i.created_at at time zone 'UTC'
                    when 'invoice_date' then i.invoice_date::timestamp
                    when 'due_date' then i.due_date::timestamp
                    when 'deduction_date' then {DeductedAt} at time zone 'UTC' end)::date,
                count(*), coalesce(sum(i.amount_minor), 0)
            {From} {Digits} {Where}
            group by 1, 2, 3
            order by 2, 1 nulls first, 3 nulls last
            """,
            [.. Values(filter, named), grouping.ByStatus, grouping.By is { } date ? Words.Of(date) : null, grouping.Span]);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var measures = new List<InvoiceMeasure>();
        while (await row.ReadAsync(cancel))
        {
            measures.Add(new InvoiceMeasure(
                row.TextOrNull(0) is { } status ? Words.Read<InvoiceStatus>(status) : null, Currency.Of(row.GetString(1)), row.ValueOrNull<DateOnly>(2),
                row.GetInt64(3), row.GetDecimal(4)));
        }

        return measures;
    }

    private static async Task<IReadOnlyList<InvoiceId>> ReadIdsAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var ids = new List<InvoiceId>();
        while (await row.ReadAsync(cancel))
        {
            ids.Add(new InvoiceId(row.GetGuid(0)));
        }

        return ids;
    }

    // One text for each order, so that each can be read from an index where there is one.
    private NpgsqlCommand Ordered(InvoicePage page, object?[] values) => (page.Order, page.IsDescending) switch
    {
        (InvoiceOrder.CreatedAt, false) => session.Sql($"{Found} (i.created_at, i.id) > {Place} i.created_at {OfLast} i.created_at, i.id limit $26", values),
        (InvoiceOrder.CreatedAt, true) => session.Sql($"{Found} (i.created_at, i.id) < {Place} i.created_at {OfLast} i.created_at desc, i.id desc limit $26", values),
        (InvoiceOrder.UpdatedAt, false) => session.Sql($"{Found} (i.updated_at, i.id) > {Place} i.updated_at {OfLast} i.updated_at, i.id limit $26", values),
        (InvoiceOrder.UpdatedAt, true) => session.Sql($"{Found} (i.updated_at, i.id) < {Place} i.updated_at {OfLast} i.updated_at desc, i.id desc limit $26", values),
        (InvoiceOrder.Amount, false) => session.Sql($"{Found} ({Amount}, i.id) > {Place} {Amount} {OfLast} {Amount}, i.id limit $26", values),
        (InvoiceOrder.Amount, true) => session.Sql($"{Found} ({Amount}, i.id) < {Place} {Amount} {OfLast} {Amount} desc, i.id desc limit $26", values),
        (InvoiceOrder.InvoiceDate, false) => session.Sql($"{Found} ({InvoiceDate}, i.id) > {Place} {InvoiceDate} {OfLast} {InvoiceDate}, i.id limit $26", values),
        (InvoiceOrder.InvoiceDate, true) => session.Sql($"{Found} ({InvoiceDate}, i.id) < {Place} {InvoiceDate} {OfLast} {InvoiceDate} desc, i.id desc limit $26", values),
        (InvoiceOrder.DueDate, false) => session.Sql($"{Found} ({DueDate}, i.id) > {Place} {DueDate} {OfLast} {DueDate}, i.id limit $26", values),
        (InvoiceOrder.DueDate, true) => session.Sql($"{Found} ({DueDate}, i.id) < {Place} {DueDate} {OfLast} {DueDate} desc, i.id desc limit $26", values),
        (InvoiceOrder.DeductionDate, false) => session.Sql($"{Found} ({Deduction}, i.id) > {Place} {Deduction} {OfLast} {Deduction}, i.id limit $26", values),
        (InvoiceOrder.DeductionDate, true) => session.Sql($"{Found} ({Deduction}, i.id) < {Place} {Deduction} {OfLast} {Deduction} desc, i.id desc limit $26", values),
        (InvoiceOrder.SettlementDate, false) => session.Sql($"{Found} ({Settlement}, i.id) > {Place} {Settlement} {OfLast} {Settlement}, i.id limit $26", values),
        (InvoiceOrder.SettlementDate, true) => session.Sql($"{Found} ({Settlement}, i.id) < {Place} {Settlement} {OfLast} {Settlement} desc, i.id desc limit $26", values),
        (InvoiceOrder.Number, false) => session.Sql($"{Found} ({Number}, i.id) > {Place} {Number} {OfLast} {Number}, i.id limit $26", values),
        (InvoiceOrder.Number, true) => session.Sql($"{Found} ({Number}, i.id) < {Place} {Number} {OfLast} {Number} desc, i.id desc limit $26", values),
        (InvoiceOrder.PayeeName, false) => session.Sql($"{Found} ({PayeeName}, i.id) > {Place} {PayeeName} {OfLast} {PayeeName}, i.id limit $26", values),
        (InvoiceOrder.PayeeName, true) => session.Sql($"{Found} ({PayeeName}, i.id) < {Place} {PayeeName} {OfLast} {PayeeName} desc, i.id desc limit $26", values),
        (InvoiceOrder.PayerName, false) => session.Sql($"{Found} ({PayerName}, i.id) > {Place} {PayerName} {OfLast} {PayerName}, i.id limit $26", values),
        (InvoiceOrder.PayerName, true) => session.Sql($"{Found} ({PayerName}, i.id) < {Place} {PayerName} {OfLast} {PayerName} desc, i.id desc limit $26", values),
    };

    private static object?[] Values(InvoiceSearchFilter filter, NamedOfInvoices named) =>
    [
        filter.Statuses.Select(Words.Of).ToArray(),
        named.Entities, named.Payers, named.Payees, named.Invoices,
        filter.From, filter.Until, Words.Of(filter.DateOf),
        Patterns(filter.Search),
        Containing(filter),
        Json(filter.Metadata), Json(filter.LineMetadata),
        filter.LedgerAccounts.ToArray(),
        named.Approvers, filter.ApproverActions.ToArray(),
        filter.ApproverCount.Least, filter.ApproverCount.Most,
        named.Creators,
        filter.Currencies.ToArray(),
        filter.Side is { } side ? Words.Of(side) : null,
        named.PayeesByName.ToArray(),
        Currency.All.Select(currency => currency.Code).ToArray(), Currency.All.Select(currency => currency.MinorDigits).ToArray(),
    ];

    // The database may compare without case for ASCII only; so it is asked for the text in capitals and in small letters, too.
    private static string[]? Patterns(string? search) => search is null
        ? null
#pragma warning disable CA1308 // It is not compared, but looked for as it may be written.
        : [.. new[] { search, search.ToUpperInvariant(), search.ToLowerInvariant() }.Distinct(StringComparer.Ordinal).Select(text => $"%{Literal(text)}%")];
#pragma warning restore CA1308

    private static string Literal(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    // What can be asked of the index: filters with one value. The whole filter is asked again of what is found.
    private static NpgsqlParameter Containing(InvoiceSearchFilter filter)
    {
        var plain = filter.Metadata.Where(one => one.Values is [var value] && value is not (Searching.MetadataFilter.Absent or Searching.MetadataFilter.Present)).ToList();
        return new()
        {
            Value = plain.Count == 0 ? DBNull.Value : JsonSerializer.Serialize(plain.ToDictionary(one => one.Key, one => one.Values[0]), StoredJson.Options),
            NpgsqlDbType = NpgsqlDbType.Jsonb,
        };
    }

    private static NpgsqlParameter Json(IReadOnlyList<Searching.MetadataFilter> filters) => new()
    {
        Value = JsonSerializer.Serialize(filters.Select(filter => new { key = filter.Key, values = filter.Values }), StoredJson.Options),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };
}
