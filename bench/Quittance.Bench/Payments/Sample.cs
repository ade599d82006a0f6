using System.Globalization;

namespace Quittance.Bench.Payments;

/// <summary>What a payer's transactions can be found by: taken from some of its own rows, so that there is always something to find.</summary>
/// <param name="Count">How many transactions it has.</param>
/// <param name="Vendor">The one with whom it has most, so that a page of theirs is full where it can be.</param>
/// <param name="From">The beginning of a month within, as the search takes it.</param>
/// <param name="CommonTerm">Stands in every row's terms, as far as a sample of them shows.</param>
internal sealed record Sample(
    Guid Payer, long Count, Guid Vendor, string VendorTerm, string NumberTerm, string CheckTerm, string AmountTerm, string CommonTerm, string MetadataKey, string MetadataValue,
    string Account, string From, string Until)
{
    private const int CommonMost = 8;

    public static async Task<Sample> OfAsync(Filled filled, Guid payer)
    {
        var (vendor, name, number, amount, at) = await AskAsync(
            filled, payer,
            """
            with most as (
                select d.payee_id
                from (select payee_id from transaction_documents where organization_id = $1 and payer_id = $2 order by seq desc limit 5000) d
                group by 1 order by count(*) desc, 1 limit 1)
            select d.payee_id, p.name, i.number, t.amount_minor, t.created_at
            from most
            join transaction_documents d on d.organization_id = $1 and d.payer_id = $2 and d.payee_id = most.payee_id
            join transactions t on t.organization_id = $1 and t.id = d.id
            join parties p on p.organization_id = $1 and p.id = d.payee_id
            join transaction_invoices x on x.organization_id = $1 and x.transaction_id = d.id
            join invoices i on i.organization_id = $1 and i.id = x.invoice_id and i.number is not null
            order by abs(d.seq - (select last_seq / 2 from transaction_heads where organization_id = $1 and payer_id = $2))
            limit 1
            """,
            row => (row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetDateTime(4)));
        var check = await AskAsync(
            filled, payer, "select check_number::text from transactions where organization_id = $1 and payer_id = $2 and check_number is not null limit 1", row => row.GetString(0));
        var (key, value) = await AskAsync(
            filled, payer,
            """
            select m.key, m.value
            from (select id from invoices where organization_id = $1 and payer_id = $2 order by id limit 2000) i
            join invoice_plans p on p.organization_id = $1 and p.invoice_id = i.id
            cross join lateral jsonb_each_text(p.metadata) m
            group by 1, 2 order by count(*) desc, 1, 2 limit 1
            """,
            row => (row.GetString(0), row.GetString(1)));
        var account = await AskAsync(
            filled, payer,
            """
            select l.gl_account_id
            from (select id from invoices where organization_id = $1 and payer_id = $2 order by id limit 2000) i
            join invoice_lines l on l.organization_id = $1 and l.invoice_id = i.id
            where l.gl_account_id is not null
            group by 1 order by count(*) desc, 1 limit 1
            """,
            row => row.GetString(0));
        var count = await AskAsync(filled, payer, "select last_seq from transaction_heads where organization_id = $1 and payer_id = $2", row => row.GetInt64(0));
        return new Sample(
            payer, count, vendor, name.Split(' ')[0], number, check, amount.ToString(CultureInfo.InvariantCulture), await CommonAsync(filled, payer), key, value, account,
            $"{at.AddDays(-15):yyyy-MM-dd}T00:00:00Z", $"{at.AddDays(15):yyyy-MM-dd}T11:30:00Z");
    }

    /// <summary>The payer who has about so many transactions.</summary>
    public static Task<Guid> PayerWithAsync(Filled filled, long count) => AskAsync(
        filled, Guid.Empty,
        $"select payer_id from transaction_heads where organization_id = $1 and payer_id <> $2 order by abs(last_seq - {count}), payer_id limit 1", row => row.GetGuid(0));

    // The longest piece of one row's terms that all have; three characters at least if there is one, else any.
    private static async Task<string> CommonAsync(Filled filled, Guid payer)
    {
        var terms = await AskAsync(
            filled, payer,
            "select array_agg(terms) from (select terms from transaction_documents where organization_id = $1 and payer_id = $2 order by seq limit 2000) d",
            row => row.GetFieldValue<string[]>(0));
        var pieces = from length in Enumerable.Range(1, CommonMost).Reverse()
                     from start in Enumerable.Range(0, Math.Max(0, terms[0].Length - length + 1))
                     select terms[0].Substring(start, length);
        return pieces.FirstOrDefault(piece => !piece.Contains('\u001f', StringComparison.Ordinal) && terms.All(all => all.Contains(piece, StringComparison.Ordinal))) ?? "0";
    }

    private static async Task<T> AskAsync<T>(Filled filled, Guid payer, string sql, Func<Npgsql.NpgsqlDataReader, T> read)
    {
        await using var command = filled.Server.Owner.CreateCommand(sql);
        command.CommandTimeout = 600;
        command.Parameters.Add(new() { Value = filled.Server.Organization });
        command.Parameters.Add(new() { Value = payer });
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? read(row) : throw new InvalidOperationException($"Payer {payer} has nothing of: {sql}");
    }
}
