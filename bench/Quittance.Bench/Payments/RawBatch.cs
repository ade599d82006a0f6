using System.Text.Json;
using Npgsql;

namespace Quittance.Bench.Payments;

/// <summary>
/// A page as a careful reader of the normalised tables would fetch it, without rights: nine prepared statements in two round trips, every
/// column written as it comes, so that no time goes into nesting what belongs together.
/// </summary>
internal sealed class RawBatch : IDisposable
{
    private const string Page =
        """
        select t.id, t.payer_id, t.payee_id, t.source_id, t.destination_id, t.type, t.status, t.currency, t.amount_minor, t.failure_code, t.failure_description,
               t.created_at, t.updated_at, t.check_number, t.mailed_at, t.destination_options, t.source_fee_minor, t.destination_fee_minor
        from transactions t
        where t.organization_id = $1 and t.payer_id = $2
        """;

    private const string After = " and (t.created_at, t.id) < (select s.created_at, s.id from transactions s where s.organization_id = $1 and s.id = $3)";
    private const string Newest = " order by t.created_at desc, t.id desc limit 11";

    private static readonly string[] OfPage =
    [
        """
        select x.transaction_id, x.amount_minor, i.id, i.status, i.payer_id, i.payee_id, i.author, i.currency, i.amount_minor, i.tax_minor, i.invoice_date, i.due_date,
               i.number, i.created_at, i.updated_at, p.creator_id, p.creator_user_id, p.foreign_id, p.deduct_at, p.source_id, p.destination_id, p.source_options,
               p.destination_options, p.is_batch, p.destination_confirmed, p.service_start, p.service_end, p.net_terms_days, p.note_to_self, p.shipping_minor,
               p.metadata, p.policies, p.failure_type, p.processed_at, p.settled_at
        from transaction_invoices x
        join invoices i on i.organization_id = $1 and i.id = x.invoice_id
        left join invoice_plans p on p.organization_id = $1 and p.invoice_id = i.id
        where x.organization_id = $1 and x.transaction_id = any ($2)
        """,
        """
        select l.invoice_id, l.position, l.id, l.category, l.created_at, l.updated_at, l.amount_minor, l.description, l.name, l.quantity, l.unit_price, l.service_start,
               l.service_end, l.metadata, l.gl_account_id
        from transaction_invoices x
        join invoice_lines l on l.organization_id = $1 and l.invoice_id = x.invoice_id
        where x.organization_id = $1 and x.transaction_id = any ($2)
        """,
        """
        select s.invoice_id, s.id, s.position, s.policy_id, s.upstream_id, s.eligible_roles, s.eligible_user_ids, s.assigned_user_id, s.action, s.dated_at
        from transaction_invoices x
        join approval_slots s on s.organization_id = $1 and s.invoice_id = x.invoice_id
        where x.organization_id = $1 and x.transaction_id = any ($2)
        """,
        """
        select c.invoice_id, c.id, c.text, c.created_at, c.updated_at, c.action, u.id, u.name, u.email, u.roles, u.foreign_id, u.created_at, u.updated_at
        from transaction_invoices x
        join invoice_comments c on c.organization_id = $1 and c.invoice_id = x.invoice_id
        left join business_users u on u.organization_id = $1 and u.id = c.user_id
        where x.organization_id = $1 and x.transaction_id = any ($2)
        """,
        """
        select p.invoice_id, u.id, u.name, u.email, u.roles, u.foreign_id, u.created_at, u.updated_at
        from transaction_invoices x
        join invoice_plans p on p.organization_id = $1 and p.invoice_id = x.invoice_id
        join business_users u on u.organization_id = $1 and u.id = p.creator_user_id
        where x.organization_id = $1 and x.transaction_id = any ($2)
        """,
        """
        select y.invoice_id, t.id, t.payer_id, t.payee_id, t.source_id, t.destination_id, t.type, t.status, t.currency, t.amount_minor, t.failure_code,
               t.created_at, t.updated_at, t.check_number, t.mailed_at, t.destination_options
        from transaction_invoices x
        join transaction_invoices y on y.organization_id = $1 and y.invoice_id = x.invoice_id
        join transactions t on t.organization_id = $1 and t.id = y.transaction_id
        where x.organization_id = $1 and x.transaction_id = any ($2)
        """,
    ];

    private static readonly string[] OfParties =
    [
        """
        select p.id, p.name, p.ein, b.legal_name, b.email, b.street1, b.street2, b.city, b.state, b.postal_code, b.country, b.foreign_id, b.created_at, b.updated_at,
               f.account_type, f.is_customer, f.is_payor, f.is_payee, f.is_network_payor, f.is_network_payee, f.status, f.accepted_tos_at, f.website,
               f.phone_country_code, f.phone_number, f.owners_provided
        from parties p
        left join businesses b on b.organization_id = $1 and b.id = p.id
        left join business_profiles f on f.organization_id = $1 and f.business_id = p.id
        where p.organization_id = $1 and p.id = any ($2)
        """,
        """
        select m.id, m.business_id, m.kind, m.is_default_source, m.is_default_destination, m.currencies, m.is_frozen, m.is_confirmed, m.metadata, m.created_at,
               m.updated_at, m.account_name, m.bank_name, m.routing_number, m.account_type, m.last_four, m.details
        from payment_methods m
        where m.organization_id = $1 and m.business_id = any ($2) and m.removed_at is null
        """,
    ];

    private readonly NpgsqlConnection _db;
    private readonly Filled _filled;
    private readonly bool _isCursor;
    private readonly bool _isCounted;
    private readonly object[] _values = new object[64];

    public RawBatch(NpgsqlDataSource reader, Filled filled, bool isCursor, bool isCounted)
    {
        (_filled, _isCursor, _isCounted) = (filled, isCursor, isCounted);
        _db = reader.OpenConnection();
    }

    /// <summary>Fetches the page and writes all of its values as JSON.</summary>
    public async Task WriteAsync(Utf8JsonWriter json)
    {
        var organization = _filled.Server.Organization;
        await using var first = new NpgsqlBatch(_db);
        first.BatchCommands.Add(Command(_isCursor ? Page + After + Newest : Page + Newest, _isCursor ? [organization, _filled.Largest, _filled.Cursor] : [organization, _filled.Largest]));
        if (_isCounted)
        {
            first.BatchCommands.Add(Command("select count(*) from transactions where organization_id = $1 and payer_id = $2", organization, _filled.Largest));
        }

        json.WriteStartArray();
        var (transactions, parties) = (new List<Guid>(), new HashSet<Guid>());
        await using (var row = await first.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                Write(row, json);
                transactions.Add(row.GetGuid(0));
                parties.Add(row.GetGuid(1));
                parties.Add(row.GetGuid(2));
            }

            while (await row.NextResultAsync())
            {
                await WriteAllAsync(row, json);
            }
        }

        await using var rest = new NpgsqlBatch(_db);
        var (ids, both) = (transactions.ToArray(), parties.ToArray());
        foreach (var text in OfPage)
        {
            rest.BatchCommands.Add(Command(text, organization, ids));
        }

        foreach (var text in OfParties)
        {
            rest.BatchCommands.Add(Command(text, organization, both));
        }

        await using var rows = await rest.ExecuteReaderAsync();
        do
        {
            await WriteAllAsync(rows, json);
        }
        while (await rows.NextResultAsync());
        json.WriteEndArray();
    }

    public void Dispose() => _db.Dispose();

    private async Task WriteAllAsync(NpgsqlDataReader row, Utf8JsonWriter json)
    {
        while (await row.ReadAsync())
        {
            Write(row, json);
        }
    }

    private void Write(NpgsqlDataReader row, Utf8JsonWriter json)
    {
        var columns = row.GetValues(_values);
        json.WriteStartObject();
        for (var column = 0; column < columns; column++)
        {
            json.WritePropertyName(row.GetName(column));
            switch (_values[column])
            {
                case DBNull:
                    json.WriteNullValue();
                    break;
                case Guid id:
                    json.WriteStringValue(id);
                    break;
                case DateTime time:
                    json.WriteStringValue(time);
                    break;
                case long number:
                    json.WriteNumberValue(number);
                    break;
                case bool flag:
                    json.WriteBooleanValue(flag);
                    break;
                case var other:
                    json.WriteStringValue(other.ToString());
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static NpgsqlBatchCommand Command(string text, params object[] values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
